"""Writes of the knowledge room, one module for each thing that is written."""
