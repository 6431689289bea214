"""What sectors call their acts and facts in the journal, and what their lists count."""

from __future__ import annotations

from django.utils.functional import Promise

from diaban.spine.sectors import declared

Words = dict[str, str | Promise]


def act_words() -> Words:
    return dict(pair for _sector, pair in declared("words", "ACTS"))


def fact_words() -> Words:
    return dict(pair for _sector, pair in declared("words", "FACTS"))
