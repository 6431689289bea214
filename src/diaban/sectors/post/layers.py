"""What the sector draws on the map: points by their state, and households that nobody serves."""

from __future__ import annotations

from diaban.sectors.post.reach import layers as reach_layers

LAYERS = reach_layers.LAYERS
