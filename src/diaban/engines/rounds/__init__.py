"""Rounds on foot: doors shared out into lots of equal work that hang together, and walked."""

from diaban.engines.rounds.lots import Lots, draw_lots
from diaban.engines.rounds.walking import Ways, order_walk, walk_length

__all__ = ["Lots", "Ways", "draw_lots", "order_walk", "walk_length"]
