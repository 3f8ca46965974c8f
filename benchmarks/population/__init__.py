"""Fills a database with any number of finished and open cases, by COPY, with journal chains that verify."""
