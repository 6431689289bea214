"""Figures for anybody, one's own data, and requests about data."""
