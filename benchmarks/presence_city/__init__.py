"""A city of post points whose staff check in by phone, with known fraud among honest life."""

from benchmarks.presence_city.city_year import build

__all__ = ["build"]
