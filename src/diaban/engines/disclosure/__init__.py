"""Figures that may be shown to anybody: rounded, the small ones withheld and covered."""

from diaban.engines.disclosure.publishing import LEAST, WITHHELD, Published, publish

__all__ = ["LEAST", "WITHHELD", "Published", "publish"]
