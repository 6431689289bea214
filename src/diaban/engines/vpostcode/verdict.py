"""Can a typed code exist? Three answers: valid, impossible, cannot tell."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np

from diaban.engines.vpostcode.area_set import Areas, Setting
from diaban.engines.vpostcode.cell import Cell, cell_of
from diaban.engines.vpostcode.codes import cell_of_region, cells_of_tail, place_in_tile
from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.grid import position_of
from diaban.engines.vpostcode.keys import positions_of
from diaban.engines.vpostcode.registry import InUse, are_registered
from diaban.engines.vpostcode.rows import Floats, Integers
from diaban.engines.vpostcode.scheme import VPOSTCODE_2020, Scheme
from diaban.engines.vpostcode.typed import ParsedCode, parse

Status = Literal["valid", "impossible", "cannot_tell"]
CERTAIN = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a typed code.

    `reason` is None for a valid code, else one of CodeError's reasons, `postal_code_unknown`,
    `postal_code_not_in_force`, `postal_code_missing`, `outside_area` or `approximate_area`.
    `registered` is None where no registry was asked or the code names no single cell.

    >>> Verdict("impossible", "empty").registered is None
    True
    """

    status: Status
    reason: str | None = None
    code: str | None = None
    cell: Cell | None = None
    registered: bool | None = None
    details: dict[str, object] = field(default_factory=dict)


def check(
    code: str,
    areas: Areas,
    registry: InUse | None = None,
    as_of: date | None = None,
    *,
    scheme: Scheme = VPOSTCODE_2020,
) -> Verdict:
    """Say whether a typed code can exist, on a day if one is given. Never raises.

    A cell that only touches its postal area is valid: the address may stand in that part.

    >>> from diaban.engines.vpostcode.areas import Box, PostalArea
    >>> box = Box(21.02, 105.84, 21.04, 105.86)
    >>> area = PostalArea("11024", box, (21.03, 105.85), contains=box.holds)
    >>> check("11024 2VH3 CM3", Areas([area])).status
    'valid'
    >>> verdict = check("11024 2RH3 CM3", Areas([area]))
    >>> verdict.status, verdict.reason
    ('impossible', 'outside_area')
    """
    try:
        parsed = parse(code, scheme=scheme)
    except CodeError as error:
        return Verdict("impossible", error.reason, details=error.details)
    if parsed.postal_code is None:
        return _check_without_postal_code(parsed, Setting(areas, as_of, scheme), registry)
    index = areas.find(parsed.postal_code, as_of)
    if index is None:
        known = areas.knows(parsed.postal_code)
        lapsed = "postal_code_not_in_force" if known else "postal_code_unknown"
        return Verdict("impossible", lapsed, parsed.code)
    cells = cells_of_tail(parsed.tail, areas.areas[index], scheme=scheme)
    places = positions_of([cell.order_key for cell in cells])
    chances = areas.chances(np.full(len(cells), index), *places, scheme=scheme)
    best = int(chances.argmax())
    cell = cells[best]
    status, reason = _status(float(chances[best]))
    return Verdict(status, reason, parsed.code, cell, _registered(registry, cell))


def places_of(parsed: ParsedCode, setting: Setting) -> tuple[Integers, Integers, Integers, Floats]:
    """Every area in force that may hold the tail: indices, rows, columns and chances."""
    areas, scheme = setting.areas, setting.scheme
    index = setting.in_force()
    if parsed.region is None:
        place = place_in_tile(parsed.tail, scheme)
    else:
        place = position_of(cell_of_region(parsed.region, parsed.tail, scheme).order_key)
    rows, columns = np.full((2, index.size), [[place[0]], [place[1]]])
    if parsed.region is None:
        rows, columns = areas.recover(index, rows, columns, scheme=scheme)
    chances = areas.chances(index, rows, columns, scheme=scheme)
    held = chances > 0
    return index[held], rows[held], columns[held], chances[held]


def _check_without_postal_code(
    parsed: ParsedCode, setting: Setting, registry: InUse | None
) -> Verdict:
    """Judge a bare tail or a full Open Location Code: possible wherever some area holds it."""
    _, rows, columns, chances = places_of(parsed, setting)
    positions = set(zip(rows.tolist(), columns.tolist(), strict=True))
    status, reason = _status(float(chances.max(initial=0)))
    cell = cell_of(*positions.pop(), setting.scheme) if len(positions) == 1 else None
    return Verdict(status, reason or "postal_code_missing", None, cell, _registered(registry, cell))


def _status(chance: float) -> tuple[Status, str | None]:
    if chance >= CERTAIN:
        return "valid", None
    return ("cannot_tell", "approximate_area") if chance > 0 else ("impossible", "outside_area")


def _registered(registry: InUse | None, cell: Cell | None) -> bool | None:
    if registry is None or cell is None:
        return None
    return bool(are_registered(registry, np.array([cell.order_key]), cell.scheme)[0])
