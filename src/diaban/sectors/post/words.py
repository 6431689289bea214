"""What the acts of the sector and their facts are called in the journal, feature by feature."""

from __future__ import annotations

from diaban.sectors.post.presence.words import PRESENCE_ACTS, PRESENCE_FACTS
from diaban.sectors.post.reach.words import REACH_ACTS, REACH_FACTS
from diaban.sectors.post.register.words import REGISTER_ACTS, REGISTER_FACTS

ACTS = {**REGISTER_ACTS, **PRESENCE_ACTS, **REACH_ACTS}
FACTS = {**REGISTER_FACTS, **PRESENCE_FACTS, **REACH_FACTS}
