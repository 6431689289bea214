"""What the worker does for the sector: once a day, and what its pages order."""

from __future__ import annotations

from diaban.sectors.post.presence import duties as presence_duties
from diaban.sectors.post.reach import orders as reach_orders
from diaban.sectors.post.register import duties as register_duties

# presence before reach: a survey asks which points were staffed of late
DAILY = (*register_duties.DAILY, *presence_duties.DAILY, *reach_orders.DAILY)
JOBS = (*register_duties.JOBS, *presence_duties.JOBS, *reach_orders.JOBS)
