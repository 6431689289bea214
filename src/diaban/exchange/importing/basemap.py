"""The import of streets, water, rails and green: what the map draws beneath the addresses.

Each batch is one transaction with its rejected rows and the run's position, so that a run killed
at any moment goes on at exactly the next row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction

from diaban.exchange.importing.basemap_features import Drawing, Reading, read_features
from diaban.exchange.importing.keys_seen import KeysSeen
from diaban.exchange.importing.layers import Layer, LayerBatch, open_layer
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.rejects import keep_rejected
from diaban.exchange.importing.resuming import InputFile, held_run
from diaban.exchange.importing.tables import ReadOptions
from diaban.spine.basemap.models import MapKind, MapSource
from diaban.spine.basemap.storing import store_features
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Run

OPEN_STREET_MAP = "© OpenStreetMap contributors (ODbL 1.0)"
_POINTS = frozenset({"Point", "MultiPoint"})
_SAMPLE = 5
_PROBLEMS_SHOWN = 20


@dataclass(frozen=True)
class BasemapRequest:
    """One file of drawn features. ``options.sheet`` narrows it to one of its layers.

    ``kind`` says what the areas of an untagged layer are; ``attribution`` is what the source's
    licence wants to be shown, found out for OpenStreetMap's data.
    """

    path: Path
    source: str
    actor: User
    options: ReadOptions = field(default_factory=ReadOptions)
    kind: MapKind | None = None
    attribution: str = ""
    synthetic: bool = False


@dataclass
class BasemapPlan:
    """What an import would do: nothing has been written.

    ``counts``: read, accepted, rejected, not_drawn and one for each kind of feature.
    """

    format: str
    layers: list[str]
    attribution: str
    counts: Counter[str] = field(default_factory=Counter)
    problem_counts: Counter[str] = field(default_factory=Counter)
    first_problems: list[Problem] = field(default_factory=list)
    sample: list[dict[str, str]] = field(default_factory=list)


def plan_basemap(request: BasemapRequest) -> BasemapPlan:
    """Read and check the whole file and write nothing; raise InputError as an import would."""
    walk = _Walk(request)
    plan = BasemapPlan(walk.format, walk.layers, "")
    for drawing, _batch in walk:
        plan.counts.update(_count(drawing))
        plan.problem_counts.update(p.code for p in drawing.problems)
        plan.first_problems += drawing.problems[: _PROBLEMS_SHOWN - len(plan.first_problems)]
        shown = drawing.features[: _SAMPLE - len(plan.sample)]
        plan.sample += [
            {"key": f.key, "name": f.name, "kind": MapKind(f.kind).name.lower(), "is": f.category}
            for f in shown
        ]
    walk.refuse_nothing()
    plan.attribution = walk.attribution
    return plan


def run_basemap(request: BasemapRequest, progress: Callable[[Run], None] | None = None) -> Run:
    """Import a file, or go on with the import of it that was broken off; return the run."""
    if not 0 < len(request.source.strip()) <= 40:
        raise InputError("source_invalid", value=request.source)
    walk = _Walk(request)
    file = InputFile.of(request.source, request.path, _reading(request))
    with held_run(file, request.actor) as run:
        try:
            _store(request, walk, run, progress)
            walk.refuse_nothing()
        except InputError as error:
            run.fail(error.problem.say("vi") + "\n" + error.problem.say("en"))
            raise
        run.finish()
    return run


def _store(
    request: BasemapRequest, walk: _Walk, run: Run, progress: Callable[[Run], None] | None
) -> None:
    for drawing, batch in walk:
        if drawing.through <= run.position:
            continue
        with transaction.atomic():
            source = _source(request, walk.attribution)
            stored = store_features(drawing.features, source, run)
            keep_rejected(run, walk.columns, batch.frame, drawing.problems)
            run.advance(drawing.through - run.position, dict(_count(drawing) + stored))
        if progress:
            progress(run)


def _source(request: BasemapRequest, attribution: str) -> MapSource:
    source, _ = MapSource.objects.get_or_create(name=request.source)
    told = request.attribution or attribution or source.attribution
    if (told, request.synthetic) != (source.attribution, source.synthetic):
        source.attribution, source.synthetic = told, request.synthetic
        source.save()
    return source


class _Walk:
    """The batches of all the layers that can be drawn, numbered through in one sequence."""

    def __init__(self, request: BasemapRequest) -> None:
        self._request = request
        self._seen = KeysSeen()
        self._found: set[str] = set()
        self._drawn = 0
        self.attribution = request.attribution
        self.columns: list[str] = []
        first = open_layer(request.path, request.options)
        self.format = first.format
        only = request.options.sheet
        self.layers = [only] if only else first.layers or [""]
        first.close()

    def __iter__(self) -> Iterator[tuple[Drawing, LayerBatch]]:
        offset = 0
        for name in self.layers:
            layer = self._open(name)
            try:
                through = 0
                for drawing, batch in self._read(layer, name, offset):
                    yield drawing, batch
                    through = drawing.through
                offset = max(offset, through)
            finally:
                layer.close()

    def refuse_nothing(self) -> None:
        """Raise InputError where the whole file had nothing to draw."""
        if not self._drawn:
            raise InputError("basemap_no_lines", found=sorted(self._found))

    def _open(self, name: str) -> Layer:
        options = self._request.options
        return open_layer(self._request.path, replace(options, sheet=name or options.sheet))

    def _read(self, layer: Layer, name: str, offset: int) -> Iterator[tuple[Drawing, LayerBatch]]:
        self._found |= layer.geometry_kinds
        if layer.geometry_kinds and all(kind in _POINTS for kind in layer.geometry_kinds):
            return
        self.columns = layer.columns
        prefix = name if len(self.layers) > 1 else ""
        reading = Reading(layer, prefix, offset, self._request.kind, self._request.options.crs)
        for batch in layer.batches:
            drawing, numbered = read_features(reading, batch, self._seen)
            self._drawn += len(drawing.features)
            if drawing.is_tagged and not self.attribution:
                self.attribution = OPEN_STREET_MAP
            yield drawing, numbered


def _count(drawing: Drawing) -> Counter[str]:
    kinds = Counter(MapKind(feature.kind).name.lower() for feature in drawing.features)
    rejected = len({problem.row for problem in drawing.problems})
    return +(
        kinds
        + Counter(
            read=drawing.read,
            accepted=len(drawing.features),
            rejected=rejected,
            not_drawn=drawing.not_drawn,
            doubled=drawing.doubled,
        )
    )


def _reading(request: BasemapRequest) -> dict[str, object]:
    return {
        "sheet": request.options.sheet,
        "crs": request.options.crs,
        "kind": request.kind,
        "attribution": request.attribution,
    }
