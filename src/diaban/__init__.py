"""Diaban: a city's year programme, measured from the records beneath it."""

__version__ = "0.1.0"
