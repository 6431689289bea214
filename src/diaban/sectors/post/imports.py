"""Lists of points as operators keep them: what they say, and how it comes into the register."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, cast

import numpy as np

from diaban.sectors.post.models import Act, Point, PointKey, Statement
from diaban.sectors.post.presence.roster_import import ROSTERS
from diaban.sectors.post.reach.room_lists import ROOMS
from diaban.sectors.post.register.deriving import written_place
from diaban.sectors.post.register.faults import fault
from diaban.sectors.post.register.ground import lies_in_water
from diaban.sectors.post.register.reading_address import Asked, Reading, read_addresses
from diaban.sectors.post.register.resolving import resolve
from diaban.sectors.post.register.row_fields import POINT_FIELDS
from diaban.sectors.post.register.row_reading import RowRead, drop_position, read_row
from diaban.sectors.post.register.row_writing import changed
from diaban.sectors.post.register.same_points import find_same
from diaban.sectors.post.register.stating import Saying, rebuild, say
from diaban.spine.parties.organisations import Organisation
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import Level, Unit, UnitAlias
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import CITY, today
from diaban.spine.sectors import ImportSpec, InputRow, Taken, Taking

Followed = Mapping[Asked, Reading]
_PROVINCE_WORD = re.compile(r"^(?:thanh pho|tp|tinh|city of) ")
_ALSO_CITY = ("hn", "ha noi", "hanoi", "ha tay")


def take_points(rows: Sequence[InputRow], taking: Taking) -> Taken:
    """Take rows of a list in; the same rows again change nothing."""
    counts: Counter[str] = Counter()
    reads = [read_row(row) for row in rows]
    home = _home(reads)
    kept = _kept(reads, home)
    counts["elsewhere"] = sum(not home[read.province] for read in reads)
    saying = Saying(taking.actor, taking.source[:80], taking.on, taking.run)
    touched = _Taking(saying, synthetic=taking.synthetic).take(kept, counts)
    rebuild(touched)
    followed = resolve(touched, saying, cast("Followed", taking.ahead))
    counts += Counter({f"to_{name}": n for name, n in followed.items()})
    counts += find_same(touched, saying)
    told = [one for read in reads if home[read.province] for one in read.faults]
    counts["refused"] = len({one.row for one in told if one.refused})
    return Taken({name: n for name, n in counts.items() if n}, told)


def follow_ahead(rows: Sequence[InputRow], synthetic: bool) -> Followed:
    """Follow the addresses of rows into the register, as they will be written of new points."""
    reads = [read_row(row) for row in rows]
    asked = {_asked(read, synthetic=synthetic) for read in _kept(reads, _home(reads))}
    wanted = [one for one in asked if one.text]
    return dict(zip(wanted, read_addresses(wanted), strict=True))


def _asked(read: RowRead, *, synthetic: bool) -> Asked:
    told = read.facts
    text = written_place(told.get("address_text", ""), told.get("commune_text", ""))
    is_placed = "lat_e7" in told
    return Asked(
        text, (told["lat_e7"] / 1e7, told["lng_e7"] / 1e7) if is_placed else None, synthetic
    )


def _kept(reads: Sequence[RowRead], home: Mapping[str, bool]) -> list[RowRead]:
    """Return the rows that are taken, without positions that cannot be."""
    kept = [read for read in reads if home[read.province] and not read.refused]
    check_positions(kept)
    return kept


class _Taking:
    """One batch on its way into the register."""

    def __init__(self, saying: Saying, *, synthetic: bool) -> None:
        self.saying, self.synthetic = saying, synthetic
        self.bodies: dict[str, int] = {}

    def take(self, reads: Sequence[RowRead], counts: Counter[str]) -> list[int]:
        """Say what is new or changed; return the points that were spoken of."""
        names = [read.key for read in reads if read.number is None]
        keys = PointKey.objects.filter(source=self.saying.source, key__in=names)
        known = {key.key: key for key in keys.select_related("point")}
        ours = self._named(reads)
        told = _told_in(self.saying.run, [key.point_id for key in known.values()] + list(ours))
        touched: list[int] = []
        for read in reads:
            facts = self._with_body(read)
            if read.number is not None:
                counts[self._correct(read, ours.get(read.number), facts, told, touched)] += 1
                continue
            digest = _digest(facts)
            key = known.get(read.key)
            if key is not None and key.digest == digest:
                counts["same"] += 1
            elif key is not None and key.point_id in told:
                read.faults.append(fault(read.row, "code", "listed_twice"))
            else:
                counts["new" if key is None else "changed"] += 1
                known[read.key] = key = self._say(key, read.key, facts, digest)
                told.add(key.point_id)
                touched.append(key.point_id)
        return touched

    def _named(self, reads: Sequence[RowRead]) -> dict[int, Point]:
        numbers = [read.number for read in reads if read.number is not None]
        return Point.objects.visible_to(self.saying.actor).in_bulk(numbers)

    def _correct(
        self,
        read: RowRead,
        point: Point | None,
        facts: dict[str, Any],
        told: set[int],
        touched: list[int],
    ) -> str:
        """Say what a row that names a point of ours says otherwise; an empty cell says nothing."""
        news = changed(point, facts, empties=False) if point else {}
        if point is None or (news and point.pk in told):
            read.faults.append(
                fault(read.row, "identifier", "listed_twice" if point else "identifier_unknown")
            )
            return "refused"
        if not news:
            return "same"
        say(point, Act.CORRECTION, news, self.saying)
        told.add(point.pk)
        touched.append(point.pk)
        return "changed"

    def _say(self, key: PointKey | None, name: str, facts: dict[str, Any], digest: str) -> PointKey:
        if key is None:
            point = Point.objects.create(synthetic=self.synthetic)
            key = PointKey(source=self.saying.source, key=name, point=point)
            changed = facts
        else:
            before = _last_said(key.point, self.saying.source)
            # what it said before and says again is no news, and overrules no correction
            changed = {n: value for n, value in facts.items() if before.get(n) != value}
        if changed:
            say(key.point, Act.RECORD, changed, self.saying)
        key.digest = digest
        key.save()
        return key

    def _with_body(self, read: RowRead) -> dict[str, Any]:
        if not read.operator:
            return read.facts
        if read.operator not in self.bodies:
            body, _ = Organisation.objects.get_or_create(
                name=read.operator, defaults={"source": self.saying.source}
            )
            self.bodies[read.operator] = body.pk
        return {**read.facts, "operator": self.bodies[read.operator]}


def _told_in(run: object, numbers: Iterable[int]) -> set[int]:
    """Return of which points this very run has spoken already."""
    if run is None:
        return set()
    said = Statement.objects.filter(run=run, point__in=list(numbers))
    said = said.filter(act__in=(Act.RECORD, Act.CORRECTION))
    return set(said.values_list("point_id", flat=True))


def _last_said(point: Point, source: str) -> dict[str, Any]:
    before: dict[str, Any] = {}
    said = Statement.objects.filter(point=point, source=source, act=Act.RECORD)
    for facts in said.order_by("held_on", "pk").values_list("facts", flat=True):
        before |= facts
    return before


def _digest(facts: dict[str, Any]) -> str:
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _home(reads: Sequence[RowRead]) -> dict[str, bool]:
    """Say of each province named whether it is the city; a row that names none is the city's."""
    city = Unit.objects.filter(level=Level.PROVINCE, code=CITY)
    names = {*city.values_list("folded", flat=True), *_ALSO_CITY}
    names.update(UnitAlias.objects.filter(unit__in=city).values_list("folded", flat=True))
    provinces = {read.province for read in reads}
    return {one: not one or _PROVINCE_WORD.sub("", fold_name(one)) in names for one in provinces}


def check_positions(reads: Sequence[RowRead]) -> None:
    placed = [read for read in reads if "lat_e7" in read.facts]
    if not placed:
        return
    lat, lng = (
        np.array([read.facts[name] / 1e7 for read in placed]) for name in ("lat_e7", "lng_e7")
    )
    units, _ = areas_in_force(today()).candidates(lat, lng)
    for read, unit in zip(placed, units[:, 0], strict=True):
        if not unit:
            drop_position(read, "position_outside")
        elif lies_in_water(read.facts["lat_e7"], read.facts["lng_e7"]):
            drop_position(read, "position_in_water")


IMPORTS = (
    ImportSpec(
        name="post-points",
        vi="Danh sách điểm bưu chính của doanh nghiệp",
        en="An operator's list of post points",
        fields=POINT_FIELDS,
        key="code",
        take=take_points,
        ahead=follow_ahead,
        needs_day=True,
    ),
    ROSTERS,
    ROOMS,
)
