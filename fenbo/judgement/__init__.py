"""Judgement: what texts are about, learnt from labelled ones. Pure: it knows no case and asks no database."""
