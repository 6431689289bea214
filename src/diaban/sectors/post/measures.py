"""What the sector measures, feature by feature."""

from __future__ import annotations

from diaban.sectors.post.presence import measures as presence_measures
from diaban.sectors.post.reach import measures as reach_measures
from diaban.sectors.post.register import measures as register_measures

TABLES = (*register_measures.TABLES, *presence_measures.TABLES, *reach_measures.TABLES)
MEASURES = (*register_measures.MEASURES, *presence_measures.MEASURES, *reach_measures.MEASURES)
