"""Diaban's own reading of addresses, in the shape that the address benchmarks compare."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import date

from benchmarks.address_peers import Batch, Candidate
from benchmarks.address_truth import Answer, Reading, Span

from diaban.engines.addressing import Evidence, ParsedAddress, convert, parse
from diaban.spine.places.gazetteer import address_gazetteer

AS_OF = date(2026, 11, 1)


class Diaban:
    """Parse and convert with the tables that Diaban ships, slips of the keyboard allowed."""

    name = "Diaban"

    def __init__(self) -> None:
        started = time.perf_counter()
        self.gazetteer = address_gazetteer()
        self.start_up = time.perf_counter() - started

    def read(self, text: str) -> list[Candidate]:
        """Return the communes of today that the text may mean, best first."""
        address = parse(text, self.gazetteer)
        found = convert(address, self.gazetteer, AS_OF, self.evidence(address))
        return [Candidate(one.code, one.probability) for one in found.candidates]

    def evidence(self, _address: ParsedAddress) -> list[Evidence]:
        """Return what is known beside the text: here nothing."""
        return []

    def answer(self, text: str) -> Answer:
        """Return the parts of a text and the ways to read its house and lanes."""
        address = parse(text, self.gazetteer)
        return Answer(
            [Span(part.kind.value, part.start, part.end) for part in address.components],
            [
                Reading(door.house, tuple(lane.number for lane in door.lanes))
                for door in address.doors
            ],
            address.orientation.value,
        )

    def convert(self, texts: Sequence[str], _forms: Sequence[str | None] = ()) -> Batch:
        """Return the candidates of each text, and the processor seconds of reading alone."""
        started = time.process_time()
        answers = [self.read(text) for text in texts]
        return Batch(answers, time.process_time() - started)


class DiabanWithDatabase(Diaban):
    """The same with the streets and doors of the database that DIABAN_DATA names."""

    name = "— with its database"

    def __init__(self) -> None:
        super().__init__()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.web.settings")
        import django

        django.setup()
        from diaban.spine.addresses.commune_evidence import CommuneEvidence

        self._known = CommuneEvidence(AS_OF)

    def evidence(self, address: ParsedAddress) -> list[Evidence]:
        """Return what the imported map and the registry know."""
        return self._known.of(address)
