"""The calls of /api/v1 and the shapes of what they take and answer.

Written by scripts/write_client.py from the OpenAPI document; do not edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol
from urllib.parse import quote


def _quoted(part: object) -> str:
    return quote(str(part), safe="")


class Transport(Protocol):
    """Sends a call and returns the parsed answer."""

    def call(self, method: str, path: str, query: Mapping[str, Any], body: Any = None) -> Any: ...


@dataclass(frozen=True)
class AddressOut:
    """A registered door: what anybody may see."""

    identifier: str
    line: str
    lat: float
    lng: float
    synthetic: bool

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> AddressOut:
        return cls(
            identifier=told["identifier"],
            line=told["line"],
            lat=told["lat"],
            lng=told["lng"],
            synthetic=told["synthetic"],
        )


@dataclass(frozen=True)
class AddressPartsOut:
    """`house` and `lanes` are the likeliest of `readings`."""

    house: str
    lanes: list[LaneOut]
    input: str
    components: list[ComponentOut]
    orientation: str
    readings: list[ReadingOut]
    street: str
    building: str
    block: str
    floor: str
    flat: str
    hamlet: str
    group: str
    area: str
    places: list[NamedUnitOut]
    line: str | None
    reasons: list[str]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> AddressPartsOut:
        return cls(
            house=told["house"],
            lanes=[LaneOut.from_json(one) for one in told["lanes"]],
            input=told["input"],
            components=[ComponentOut.from_json(one) for one in told["components"]],
            orientation=told["orientation"],
            readings=[ReadingOut.from_json(one) for one in told["readings"]],
            street=told["street"],
            building=told["building"],
            block=told["block"],
            floor=told["floor"],
            flat=told["flat"],
            hamlet=told["hamlet"],
            group=told["group"],
            area=told["area"],
            places=[NamedUnitOut.from_json(one) for one in told["places"]],
            line=told["line"],
            reasons=told["reasons"],
        )


@dataclass(frozen=True)
class CandidateOut:
    """A code that is possible; null where no postal code was in force on the day."""

    vpostcode: str | None
    postal_code: str | None
    unit: UnitOut
    probability: float
    certain: bool

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> CandidateOut:
        return cls(
            vpostcode=told["vpostcode"],
            postal_code=told["postal_code"],
            unit=UnitOut.from_json(told["unit"]),
            probability=told["probability"],
            certain=told["certain"],
        )


@dataclass(frozen=True)
class CellOut:
    """The cell, about 2.8 × 3.3 m at Hanoi, in degrees WGS 84."""

    south: float
    west: float
    north: float
    east: float
    olc: str

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> CellOut:
        return cls(
            south=told["south"],
            west=told["west"],
            north=told["north"],
            east=told["east"],
            olc=told["olc"],
        )


@dataclass(frozen=True)
class ChangeOut:
    """What became of a door. `address` is the door as it is now, null where it is to go.

    A door that has changed again since comes again with a later number.
    """

    number: int
    kind: str
    at: datetime
    identifier: str
    vpostcode_before: str | None
    merged_into: str | None
    address: PublicDoorOut | None
    certification: str

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ChangeOut:
        return cls(
            number=told["number"],
            kind=told["kind"],
            at=datetime.fromisoformat(told["at"]),
            identifier=told["identifier"],
            vpostcode_before=told["vpostcode_before"],
            merged_into=told["merged_into"],
            address=None if told["address"] is None else PublicDoorOut.from_json(told["address"]),
            certification=told["certification"],
        )


@dataclass(frozen=True)
class ChangesOut:
    """Ask again with `after`; where it is `newest`, you have everything for now.

    `feed` names the feed: where it is not the one you followed, drop your copy and begin at 0.
    """

    feed: int
    changes: list[ChangeOut]
    after: int
    newest: int

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ChangesOut:
        return cls(
            feed=told["feed"],
            changes=[ChangeOut.from_json(one) for one in told["changes"]],
            after=told["after"],
            newest=told["newest"],
        )


@dataclass(frozen=True)
class CheckOut:
    code: str
    verdict: str
    reason: str | None
    suggestions: list[SuggestionOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> CheckOut:
        return cls(
            code=told["code"],
            verdict=told["verdict"],
            reason=told["reason"],
            suggestions=[SuggestionOut.from_json(one) for one in told["suggestions"]],
        )


@dataclass(frozen=True)
class CodeOut:
    """A code's place. ``verdict`` is valid, impossible or cannot_tell."""

    code: str
    verdict: str
    status: str
    cell: CellOut | None
    unit: UnitOut | None
    areas: str
    addresses: list[AddressOut]
    merged: list[MergedOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> CodeOut:
        return cls(
            code=told["code"],
            verdict=told["verdict"],
            status=told["status"],
            cell=None if told["cell"] is None else CellOut.from_json(told["cell"]),
            unit=None if told["unit"] is None else UnitOut.from_json(told["unit"]),
            areas=told["areas"],
            addresses=[AddressOut.from_json(one) for one in told["addresses"]],
            merged=[MergedOut.from_json(one) for one in told["merged"]],
        )


@dataclass(frozen=True)
class CommuneNameOut:
    code: str
    name: str
    province: str | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> CommuneNameOut:
        return cls(
            code=told["code"],
            name=told["name"],
            province=told["province"],
        )


@dataclass(frozen=True)
class CommuneOut:
    """A commune on the day; `events` are the clauses that lead there, oldest first."""

    code: str
    name: str
    district: str | None
    province_code: str
    province: str
    probability: float
    reasons: list[str]
    events: list[str]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> CommuneOut:
        return cls(
            code=told["code"],
            name=told["name"],
            district=told["district"],
            province_code=told["province_code"],
            province=told["province"],
            probability=told["probability"],
            reasons=told["reasons"],
            events=told["events"],
        )


@dataclass(frozen=True)
class ComponentOut:
    """A part of the text: `text == input[start:end]`, counted in code points."""

    kind: str
    text: str
    start: int
    end: int
    confidence: float
    reason: str

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ComponentOut:
        return cls(
            kind=told["kind"],
            text=told["text"],
            start=told["start"],
            end=told["end"],
            confidence=told["confidence"],
            reason=told["reason"],
        )


@dataclass(frozen=True)
class ConvertedOut:
    """All communes that the address may lie in; never one guess for a commune that was split."""

    house: str
    lanes: list[LaneOut]
    input: str
    components: list[ComponentOut]
    orientation: str
    readings: list[ReadingOut]
    street: str
    building: str
    block: str
    floor: str
    flat: str
    hamlet: str
    group: str
    area: str
    places: list[NamedUnitOut]
    line: str | None
    reasons: list[str]
    as_of: date
    candidates: list[CommuneOut]
    ruled_out: list[CommuneOut]
    possible: list[CommuneOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ConvertedOut:
        return cls(
            house=told["house"],
            lanes=[LaneOut.from_json(one) for one in told["lanes"]],
            input=told["input"],
            components=[ComponentOut.from_json(one) for one in told["components"]],
            orientation=told["orientation"],
            readings=[ReadingOut.from_json(one) for one in told["readings"]],
            street=told["street"],
            building=told["building"],
            block=told["block"],
            floor=told["floor"],
            flat=told["flat"],
            hamlet=told["hamlet"],
            group=told["group"],
            area=told["area"],
            places=[NamedUnitOut.from_json(one) for one in told["places"]],
            line=told["line"],
            reasons=told["reasons"],
            as_of=date.fromisoformat(told["as_of"]),
            candidates=[CommuneOut.from_json(one) for one in told["candidates"]],
            ruled_out=[CommuneOut.from_json(one) for one in told["ruled_out"]],
            possible=[CommuneOut.from_json(one) for one in told["possible"]],
        )


@dataclass(frozen=True)
class DeclaredOut:
    """What was declared last; never part of what was measured."""

    numerator: int
    denominator: int
    share: float
    held_on: date
    other_noun_vi: str | None
    other_noun_en: str | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> DeclaredOut:
        return cls(
            numerator=told["numerator"],
            denominator=told["denominator"],
            share=told["share"],
            held_on=date.fromisoformat(told["held_on"]),
            other_noun_vi=told["other_noun_vi"],
            other_noun_en=told["other_noun_en"],
        )


@dataclass(frozen=True)
class DeliveriesIn:
    deliveries: list[DeliveryIn]

    def to_json(self) -> dict[str, Any]:
        return {
            "deliveries": [one.to_json() for one in self.deliveries],
        }


@dataclass(frozen=True)
class DeliveriesOut:
    """In the order in which they were sent."""

    deliveries: list[TakenOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> DeliveriesOut:
        return cls(
            deliveries=[TakenOut.from_json(one) for one in told["deliveries"]],
        )


@dataclass(frozen=True)
class DeliveryIn:
    """One delivery. No field holds anything of a person; other fields are refused."""

    reference: str
    identifier: str
    outcome: Literal["found", "wrong_place", "not_found", "closed", "refused"]
    happened_at: datetime | None = None
    lat: float | None = None
    lng: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "reference": self.reference,
            "identifier": self.identifier,
            "outcome": self.outcome,
            "happened_at": None if self.happened_at is None else self.happened_at.isoformat(),
            "lat": self.lat,
            "lng": self.lng,
        }


@dataclass(frozen=True)
class DifferenceOut:
    """A part that is written otherwise than it is registered; `reason` for programs."""

    part: str
    written: str
    registered: str
    reason: str

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> DifferenceOut:
        return cls(
            part=told["part"],
            written=told["written"],
            registered=told["registered"],
            reason=told["reason"],
        )


@dataclass(frozen=True)
class DraftDutyOut:
    """A draft duty; `start` and `end` are places in the text, `deadline_said` is as written."""

    number: int
    start: int
    end: int
    quote: str
    voice: str
    field: str
    verb_class: str
    lead: str | None
    partners: list[str]
    relation: str | None
    value: float | None
    unit: str | None
    deadline: date | None
    deadline_said: str | None
    product: str | None
    basis: list[str]
    open_ended: bool
    sure: bool
    proposed: bool

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> DraftDutyOut:
        return cls(
            number=told["number"],
            start=told["start"],
            end=told["end"],
            quote=told["quote"],
            voice=told["voice"],
            field=told["field"],
            verb_class=told["verb_class"],
            lead=told["lead"],
            partners=told["partners"],
            relation=told["relation"],
            value=told["value"],
            unit=told["unit"],
            deadline=None if told["deadline"] is None else date.fromisoformat(told["deadline"]),
            deadline_said=told["deadline_said"],
            product=told["product"],
            basis=told["basis"],
            open_ended=told["open_ended"],
            sure=told["sure"],
            proposed=told["proposed"],
        )


@dataclass(frozen=True)
class EncodeManyOut:
    areas: str
    points: list[EncodedPointOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> EncodeManyOut:
        return cls(
            areas=told["areas"],
            points=[EncodedPointOut.from_json(one) for one in told["points"]],
        )


@dataclass(frozen=True)
class EncodeOut:
    """`vpostcode` is given only where official boundaries make it certain."""

    vpostcode: str | None
    tail: str
    cell: CellOut
    candidates: list[CandidateOut]
    areas: str
    scheme: str
    status: str

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> EncodeOut:
        return cls(
            vpostcode=told["vpostcode"],
            tail=told["tail"],
            cell=CellOut.from_json(told["cell"]),
            candidates=[CandidateOut.from_json(one) for one in told["candidates"]],
            areas=told["areas"],
            scheme=told["scheme"],
            status=told["status"],
        )


@dataclass(frozen=True)
class EncodedPointOut:
    vpostcode: str | None
    tail: str
    unit: str | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> EncodedPointOut:
        return cls(
            vpostcode=told["vpostcode"],
            tail=told["tail"],
            unit=told["unit"],
        )


@dataclass(frozen=True)
class EntranceOut:
    """Where to go in. `source` is registry, or deliveries where two couriers agreed on the point.

    Of these, half of the `deliveries` lay within `accuracy_metres`.
    """

    lat: float
    lng: float
    accuracy_metres: float | None
    source: str
    position_source: str | None
    deliveries: int | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> EntranceOut:
        return cls(
            lat=told["lat"],
            lng=told["lng"],
            accuracy_metres=told["accuracy_metres"],
            source=told["source"],
            position_source=told["position_source"],
            deliveries=told["deliveries"],
        )


@dataclass(frozen=True)
class EvidenceAnswerOut:
    """In the order in which they were sent; a row that is refused does not hold up the others."""

    register_key: str
    taken: int
    rows: list[EvidenceTakenOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> EvidenceAnswerOut:
        return cls(
            register_key=told["register_key"],
            taken=told["taken"],
            rows=[EvidenceTakenOut.from_json(one) for one in told["rows"]],
        )


@dataclass(frozen=True)
class EvidenceIn:
    rows: list[EvidenceRowIn]
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "rows": [one.to_json() for one in self.rows],
            "source": self.source,
        }


@dataclass(frozen=True)
class EvidenceRowIn:
    """One place's count of one day; other fields are refused."""

    unit: str
    held_on: date
    numerator: int | str
    denominator: int | str
    unknown: int | str = 0
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "held_on": self.held_on.isoformat(),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "unknown": self.unknown,
            "note": self.note,
        }


@dataclass(frozen=True)
class EvidenceTakenOut:
    """`result` is taken, again (it was here before) or refused; then with the reason in words."""

    unit: str
    held_on: date
    result: str
    reason: str | None
    vi: str | None
    en: str | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> EvidenceTakenOut:
        return cls(
            unit=told["unit"],
            held_on=date.fromisoformat(told["held_on"]),
            result=told["result"],
            reason=told["reason"],
            vi=told["vi"],
            en=told["en"],
        )


@dataclass(frozen=True)
class FigureOut:
    """`share` is of the known; `low` and `high` hold whatever the unknown are.

    Null is withheld, or of nothing known; `missing` of the unknown are records that a source counts
    and the registry does not hold.
    """

    unit: str | None
    unit_name: str | None
    unplaced: bool
    numerator: int | None
    denominator: int | None
    unknown: int | None
    missing: int | None
    excluded: int | None
    share: float | None
    low: float | None
    high: float | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> FigureOut:
        return cls(
            unit=told["unit"],
            unit_name=told["unit_name"],
            unplaced=told["unplaced"],
            numerator=told["numerator"],
            denominator=told["denominator"],
            unknown=told["unknown"],
            missing=told["missing"],
            excluded=told["excluded"],
            share=told["share"],
            low=told["low"],
            high=told["high"],
        )


@dataclass(frozen=True)
class FindingOut:
    """What is missing of a duty or cannot be meant; `other` is the duty that says the same."""

    duty: int
    flaw: str
    severity: str
    other: int | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> FindingOut:
        return cls(
            duty=told["duty"],
            flaw=told["flaw"],
            severity=told["severity"],
            other=told["other"],
        )


@dataclass(frozen=True)
class ForecastOut:
    """When the known share meets the threshold at the pace of the last half year.

    `earliest` and `latest` hold the day with 95 %.
    """

    outlook: str
    likeliest: date | None
    earliest: date | None
    latest: date | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ForecastOut:
        return cls(
            outlook=told["outlook"],
            likeliest=None if told["likeliest"] is None else date.fromisoformat(told["likeliest"]),
            earliest=None if told["earliest"] is None else date.fromisoformat(told["earliest"]),
            latest=None if told["latest"] is None else date.fromisoformat(told["latest"]),
        )


@dataclass(frozen=True)
class FormerOut:
    unit: UnitOut
    probability: float | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> FormerOut:
        return cls(
            unit=UnitOut.from_json(told["unit"]),
            probability=told["probability"],
        )


@dataclass(frozen=True)
class FoundDoorOut:
    """A registered door: what anybody may see of it."""

    identifier: str
    vpostcode: str | None
    line: str
    code: str | None
    name: str | None
    province: str | None
    probability: float
    reasons: list[str]
    lat: float | None
    lng: float | None
    synthetic: bool

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> FoundDoorOut:
        return cls(
            identifier=told["identifier"],
            vpostcode=told["vpostcode"],
            line=told["line"],
            code=told["code"],
            name=told["name"],
            province=told["province"],
            probability=told["probability"],
            reasons=told["reasons"],
            lat=told["lat"],
            lng=told["lng"],
            synthetic=told["synthetic"],
        )


@dataclass(frozen=True)
class HeadOut:
    """What identifies the document, guessed from its text; empty where it does not say."""

    issuer: str
    line: str
    number: str
    symbol: str
    place: str
    day: date | None
    kind: str
    abstract: str
    signer: str
    recipients: list[str]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> HeadOut:
        return cls(
            issuer=told["issuer"],
            line=told["line"],
            number=told["number"],
            symbol=told["symbol"],
            place=told["place"],
            day=None if told["day"] is None else date.fromisoformat(told["day"]),
            kind=told["kind"],
            abstract=told["abstract"],
            signer=told["signer"],
            recipients=told["recipients"],
        )


@dataclass(frozen=True)
class LaneOut:
    word: str
    number: str

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> LaneOut:
        return cls(
            word=told["word"],
            number=told["number"],
        )


@dataclass(frozen=True)
class ListOut:
    """`state` is waiting, running, paused, done or failed; then the reason in both languages.

    `counts`: rows, decided, several, none, exceptions and the rows of each quality.
    """

    id: int
    state: str
    rows: int
    counts: dict[str, int]
    error: str | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ListOut:
        return cls(
            id=told["id"],
            state=told["state"],
            rows=told["rows"],
            counts=told["counts"],
            error=told["error"],
        )


@dataclass(frozen=True)
class LocateManyOut:
    areas: str
    as_of: date
    points: list[LocatedPointOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> LocateManyOut:
        return cls(
            areas=told["areas"],
            as_of=date.fromisoformat(told["as_of"]),
            points=[LocatedPointOut.from_json(one) for one in told["points"]],
        )


@dataclass(frozen=True)
class LocateOut:
    areas: str
    as_of: date
    candidates: list[CandidateOut]
    former: list[FormerOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> LocateOut:
        return cls(
            areas=told["areas"],
            as_of=date.fromisoformat(told["as_of"]),
            candidates=[CandidateOut.from_json(one) for one in told["candidates"]],
            former=[FormerOut.from_json(one) for one in told["former"]],
        )


@dataclass(frozen=True)
class LocatedPointOut:
    unit: str | None
    probability: float

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> LocatedPointOut:
        return cls(
            unit=told["unit"],
            probability=told["probability"],
        )


@dataclass(frozen=True)
class LookupOut:
    """`addresses`: one for an identifier, those of the cell for a code."""

    asked: str
    addresses: list[PublicDoorOut]
    answers_for: str | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> LookupOut:
        return cls(
            asked=told["asked"],
            addresses=[PublicDoorOut.from_json(one) for one in told["addresses"]],
            answers_for=told["answers_for"],
        )


@dataclass(frozen=True)
class MeasureFiguresOut:
    """`ground`: city, charge (the communes in your charge) or public (rounded, see the guide)."""

    name: str
    version: int
    field: str
    title_vi: str
    title_en: str
    noun_vi: str
    noun_en: str
    source: str
    stands_for: StandsForOut | None
    as_of: date
    ground: str
    synthetic: bool
    fingerprint: str | None
    figures: list[FigureOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> MeasureFiguresOut:
        return cls(
            name=told["name"],
            version=told["version"],
            field=told["field"],
            title_vi=told["title_vi"],
            title_en=told["title_en"],
            noun_vi=told["noun_vi"],
            noun_en=told["noun_en"],
            source=told["source"],
            stands_for=None
            if told["stands_for"] is None
            else StandsForOut.from_json(told["stands_for"]),
            as_of=date.fromisoformat(told["as_of"]),
            ground=told["ground"],
            synthetic=told["synthetic"],
            fingerprint=told["fingerprint"],
            figures=[FigureOut.from_json(one) for one in told["figures"]],
        )


@dataclass(frozen=True)
class MeasureOut:
    """A measure: what it counts, by which rule, and where that is written."""

    name: str
    version: int
    field: str
    title_vi: str
    title_en: str
    noun_vi: str
    noun_en: str
    source: str
    stands_for: StandsForOut | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> MeasureOut:
        return cls(
            name=told["name"],
            version=told["version"],
            field=told["field"],
            title_vi=told["title_vi"],
            title_en=told["title_en"],
            noun_vi=told["noun_vi"],
            noun_en=told["noun_en"],
            source=told["source"],
            stands_for=None
            if told["stands_for"] is None
            else StandsForOut.from_json(told["stands_for"]),
        )


@dataclass(frozen=True)
class MeasureRowOut:
    """A record as other systems may read it; null where it may not be told or is gone."""

    identifier: str | None
    line: str

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> MeasureRowOut:
        return cls(
            identifier=told["identifier"],
            line=told["line"],
        )


@dataclass(frozen=True)
class MeasureRowsOut:
    """`count` records bear the label; ask again with `after` until it is null."""

    measure: str
    version: int
    as_of: date
    label: str
    unit: str | None
    ground: str
    count: int
    rows: list[MeasureRowOut]
    after: int | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> MeasureRowsOut:
        return cls(
            measure=told["measure"],
            version=told["version"],
            as_of=date.fromisoformat(told["as_of"]),
            label=told["label"],
            unit=told["unit"],
            ground=told["ground"],
            count=told["count"],
            rows=[MeasureRowOut.from_json(one) for one in told["rows"]],
            after=told["after"],
        )


@dataclass(frozen=True)
class MeasuresOut:
    measures: list[MeasureOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> MeasuresOut:
        return cls(
            measures=[MeasureOut.from_json(one) for one in told["measures"]],
        )


@dataclass(frozen=True)
class MergedOut:
    """An address found to be the same door as another, and the one that answers for it now."""

    identifier: str
    merged_into: str

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> MergedOut:
        return cls(
            identifier=told["identifier"],
            merged_into=told["merged_into"],
        )


@dataclass(frozen=True)
class NamedUnitOut:
    """A unit that the text names."""

    level: str
    code: str
    name: str
    district: str | None
    province: str | None
    valid_from: date
    valid_to: date | None
    probability: float
    reasons: list[str]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> NamedUnitOut:
        return cls(
            level=told["level"],
            code=told["code"],
            name=told["name"],
            district=told["district"],
            province=told["province"],
            valid_from=date.fromisoformat(told["valid_from"]),
            valid_to=None if told["valid_to"] is None else date.fromisoformat(told["valid_to"]),
            probability=told["probability"],
            reasons=told["reasons"],
        )


@dataclass(frozen=True)
class NearDoorOut:
    identifier: str
    vpostcode: str | None
    line: str
    house_number: str
    lanes: str
    street: str
    building: str
    locality: str
    commune: CommuneNameOut | None
    lat: float | None
    lng: float | None
    accuracy_metres: float | None
    position_source: str
    synthetic: bool
    metres: float

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> NearDoorOut:
        return cls(
            identifier=told["identifier"],
            vpostcode=told["vpostcode"],
            line=told["line"],
            house_number=told["house_number"],
            lanes=told["lanes"],
            street=told["street"],
            building=told["building"],
            locality=told["locality"],
            commune=None if told["commune"] is None else CommuneNameOut.from_json(told["commune"]),
            lat=told["lat"],
            lng=told["lng"],
            accuracy_metres=told["accuracy_metres"],
            position_source=told["position_source"],
            synthetic=told["synthetic"],
            metres=told["metres"],
        )


@dataclass(frozen=True)
class NewWebhookOut:
    """`secret` is told only here; messages are signed with it as Standard Webhooks says."""

    id: int
    url: str
    state: str
    after: int
    failures: int
    next_at: datetime
    secret: str

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> NewWebhookOut:
        return cls(
            id=told["id"],
            url=told["url"],
            state=told["state"],
            after=told["after"],
            failures=told["failures"],
            next_at=datetime.fromisoformat(told["next_at"]),
            secret=told["secret"],
        )


@dataclass(frozen=True)
class PlaceEvidenceOut:
    """What a place stated last by the day. `state`: fresh, stale (counted as unknown) or silent."""

    unit: str
    unit_name: str
    state: str
    held_on: date | None
    numerator: int | None
    denominator: int | None
    unknown: int | None
    source_file: str
    source_digest: str
    note: str
    synthetic: bool

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> PlaceEvidenceOut:
        return cls(
            unit=told["unit"],
            unit_name=told["unit_name"],
            state=told["state"],
            held_on=None if told["held_on"] is None else date.fromisoformat(told["held_on"]),
            numerator=told["numerator"],
            denominator=told["denominator"],
            unknown=told["unknown"],
            source_file=told["source_file"],
            source_digest=told["source_digest"],
            note=told["note"],
            synthetic=told["synthetic"],
        )


@dataclass(frozen=True)
class PointsIn:
    points: list[tuple[float, float]]
    as_of: date | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "points": self.points,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
        }


@dataclass(frozen=True)
class PublicDoorOut:
    """A registered door or building: never a flat, a household or a person."""

    identifier: str
    vpostcode: str | None
    line: str
    house_number: str
    lanes: str
    street: str
    building: str
    locality: str
    commune: CommuneNameOut | None
    lat: float | None
    lng: float | None
    accuracy_metres: float | None
    position_source: str
    synthetic: bool

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> PublicDoorOut:
        return cls(
            identifier=told["identifier"],
            vpostcode=told["vpostcode"],
            line=told["line"],
            house_number=told["house_number"],
            lanes=told["lanes"],
            street=told["street"],
            building=told["building"],
            locality=told["locality"],
            commune=None if told["commune"] is None else CommuneNameOut.from_json(told["commune"]),
            lat=told["lat"],
            lng=told["lng"],
            accuracy_metres=told["accuracy_metres"],
            position_source=told["position_source"],
            synthetic=told["synthetic"],
        )


@dataclass(frozen=True)
class ReadingOut:
    """`unread`: the share of letters that no rule read; a person must."""

    head: HeadOut
    genre: str
    voice: str
    letters: int
    unread: float
    duties: list[DraftDutyOut]
    findings: list[FindingOut]
    notes: list[str]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ReadingOut:
        return cls(
            head=HeadOut.from_json(told["head"]),
            genre=told["genre"],
            voice=told["voice"],
            letters=told["letters"],
            unread=told["unread"],
            duties=[DraftDutyOut.from_json(one) for one in told["duties"]],
            findings=[FindingOut.from_json(one) for one in told["findings"]],
            notes=told["notes"],
        )


@dataclass(frozen=True)
class RegisterOut:
    """A register as of a day, of your ground; `unknown` holds counts that are past their time."""

    register_key: str
    title_vi: str
    title_en: str
    noun_vi: str
    noun_en: str
    level: str
    source: str
    shelf_life_days: int | None
    as_of: date
    ground: str
    numerator: int
    denominator: int
    unknown: int
    share: float | None
    low: float | None
    high: float | None
    silent: int
    stale: int
    synthetic: bool
    places: list[PlaceEvidenceOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> RegisterOut:
        return cls(
            register_key=told["register_key"],
            title_vi=told["title_vi"],
            title_en=told["title_en"],
            noun_vi=told["noun_vi"],
            noun_en=told["noun_en"],
            level=told["level"],
            source=told["source"],
            shelf_life_days=told["shelf_life_days"],
            as_of=date.fromisoformat(told["as_of"]),
            ground=told["ground"],
            numerator=told["numerator"],
            denominator=told["denominator"],
            unknown=told["unknown"],
            share=told["share"],
            low=told["low"],
            high=told["high"],
            silent=told["silent"],
            stale=told["stale"],
            synthetic=told["synthetic"],
            places=[PlaceEvidenceOut.from_json(one) for one in told["places"]],
        )


@dataclass(frozen=True)
class ReverseOut:
    """The nearest doors first; none within the distance: an empty list."""

    doors: list[NearDoorOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ReverseOut:
        return cls(
            doors=[NearDoorOut.from_json(one) for one in told["doors"]],
        )


@dataclass(frozen=True)
class RiskOut:
    """The share of deliveries within two years that failed, whatever the cause.

    `share` and the interval (Wilson's, 95 %) count one courier for five deliveries at most, so
    that none outweighs another; `failed` and `deliveries` are what was reported.
    """

    share: float
    low: float
    high: float
    failed: int
    deliveries: int

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> RiskOut:
        return cls(
            share=told["share"],
            low=told["low"],
            high=told["high"],
            failed=told["failed"],
            deliveries=told["deliveries"],
        )


@dataclass(frozen=True)
class SearchedOut:
    """`candidates` are doors, best first; none where nothing in the registry is near enough."""

    house: str
    lanes: list[LaneOut]
    input: str
    components: list[ComponentOut]
    orientation: str
    readings: list[ReadingOut]
    street: str
    building: str
    block: str
    floor: str
    flat: str
    hamlet: str
    group: str
    area: str
    places: list[NamedUnitOut]
    line: str | None
    reasons: list[str]
    as_of: date
    kind: str
    candidates: list[FoundDoorOut]
    nearest: list[FoundDoorOut]
    streets: list[StreetOut]
    communes: list[CommuneOut]
    ruled_out: list[CommuneOut]
    possible: list[CommuneOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> SearchedOut:
        return cls(
            house=told["house"],
            lanes=[LaneOut.from_json(one) for one in told["lanes"]],
            input=told["input"],
            components=[ComponentOut.from_json(one) for one in told["components"]],
            orientation=told["orientation"],
            readings=[ReadingOut.from_json(one) for one in told["readings"]],
            street=told["street"],
            building=told["building"],
            block=told["block"],
            floor=told["floor"],
            flat=told["flat"],
            hamlet=told["hamlet"],
            group=told["group"],
            area=told["area"],
            places=[NamedUnitOut.from_json(one) for one in told["places"]],
            line=told["line"],
            reasons=told["reasons"],
            as_of=date.fromisoformat(told["as_of"]),
            kind=told["kind"],
            candidates=[FoundDoorOut.from_json(one) for one in told["candidates"]],
            nearest=[FoundDoorOut.from_json(one) for one in told["nearest"]],
            streets=[StreetOut.from_json(one) for one in told["streets"]],
            communes=[CommuneOut.from_json(one) for one in told["communes"]],
            ruled_out=[CommuneOut.from_json(one) for one in told["ruled_out"]],
            possible=[CommuneOut.from_json(one) for one in told["possible"]],
        )


@dataclass(frozen=True)
class StandingOut:
    """How a target stands; `ground`: of the whole city, or of what is in your charge alone."""

    id: int
    title: str
    programme: str
    task_number: str
    task: str
    field: str
    relation: str
    threshold: float | None
    amount: int | None
    begins_on: date
    ends_on: date
    gauge: str | None
    gauge_name: str | None
    lacks: str
    synthetic: bool
    as_of: date
    ground: str
    measured_by: str | None
    numerator: int
    denominator: int
    unknown: int
    share: float | None
    low: float | None
    high: float | None
    is_reached: bool | None
    silent: int
    stale: int
    lapsed: int
    declared: DeclaredOut | None
    difference: float | None
    expected: float | None
    forecast: ForecastOut | None
    standing_synthetic: bool

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> StandingOut:
        return cls(
            id=told["id"],
            title=told["title"],
            programme=told["programme"],
            task_number=told["task_number"],
            task=told["task"],
            field=told["field"],
            relation=told["relation"],
            threshold=told["threshold"],
            amount=told["amount"],
            begins_on=date.fromisoformat(told["begins_on"]),
            ends_on=date.fromisoformat(told["ends_on"]),
            gauge=told["gauge"],
            gauge_name=told["gauge_name"],
            lacks=told["lacks"],
            synthetic=told["synthetic"],
            as_of=date.fromisoformat(told["as_of"]),
            ground=told["ground"],
            measured_by=told["measured_by"],
            numerator=told["numerator"],
            denominator=told["denominator"],
            unknown=told["unknown"],
            share=told["share"],
            low=told["low"],
            high=told["high"],
            is_reached=told["is_reached"],
            silent=told["silent"],
            stale=told["stale"],
            lapsed=told["lapsed"],
            declared=None if told["declared"] is None else DeclaredOut.from_json(told["declared"]),
            difference=told["difference"],
            expected=told["expected"],
            forecast=None if told["forecast"] is None else ForecastOut.from_json(told["forecast"]),
            standing_synthetic=told["standing_synthetic"],
        )


@dataclass(frozen=True)
class StandsForOut:
    """What each record holds so many of on average: multiplied by it a figure is an estimate."""

    mean: float
    noun_vi: str
    noun_en: str
    of: date
    source_vi: str
    source_en: str

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> StandsForOut:
        return cls(
            mean=told["mean"],
            noun_vi=told["noun_vi"],
            noun_en=told["noun_en"],
            of=date.fromisoformat(told["of"]),
            source_vi=told["source_vi"],
            source_en=told["source_en"],
        )


@dataclass(frozen=True)
class StreetOut:
    """A street, hamlet or building in one commune; `count` doors are on it."""

    name: str
    code: str | None
    line: str
    count: int

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> StreetOut:
        return cls(
            name=told["name"],
            code=told["code"],
            line=told["line"],
            count=told["count"],
        )


@dataclass(frozen=True)
class SuggestionOut:
    code: str
    kind: str
    score: float

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> SuggestionOut:
        return cls(
            code=told["code"],
            kind=told["kind"],
            score=told["score"],
        )


@dataclass(frozen=True)
class TakenOut:
    """`result` is taken, again (it was here before) or refused; then with the reason in words."""

    reference: str
    result: str
    reason: str | None
    vi: str | None
    en: str | None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> TakenOut:
        return cls(
            reference=told["reference"],
            result=told["result"],
            reason=told["reason"],
            vi=told["vi"],
            en=told["en"],
        )


@dataclass(frozen=True)
class TargetOut:
    """A target of an adopted programme, and what measures it today.

    Without a `gauge` it is not measurable yet, and `lacks` says what it would take.
    """

    id: int
    title: str
    programme: str
    task_number: str
    task: str
    field: str
    relation: str
    threshold: float | None
    amount: int | None
    begins_on: date
    ends_on: date
    gauge: str | None
    gauge_name: str | None
    lacks: str
    synthetic: bool

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> TargetOut:
        return cls(
            id=told["id"],
            title=told["title"],
            programme=told["programme"],
            task_number=told["task_number"],
            task=told["task"],
            field=told["field"],
            relation=told["relation"],
            threshold=told["threshold"],
            amount=told["amount"],
            begins_on=date.fromisoformat(told["begins_on"]),
            ends_on=date.fromisoformat(told["ends_on"]),
            gauge=told["gauge"],
            gauge_name=told["gauge_name"],
            lacks=told["lacks"],
            synthetic=told["synthetic"],
        )


@dataclass(frozen=True)
class TargetsOut:
    targets: list[TargetOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> TargetsOut:
        return cls(
            targets=[TargetOut.from_json(one) for one in told["targets"]],
        )


@dataclass(frozen=True)
class UnitOut:
    level: str
    code: str
    name: str
    kind: str
    valid_from: date

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> UnitOut:
        return cls(
            level=told["level"],
            code=told["code"],
            name=told["name"],
            kind=told["kind"],
            valid_from=date.fromisoformat(told["valid_from"]),
        )


@dataclass(frozen=True)
class VerifyOut:
    """`verdict` is real, near or unknown; `spelled_so`: registered exactly as it was written.

    `address` is the door that was meant or is nearest, null where several share a code: they are
    then among `others`.
    """

    asked: str
    verdict: str
    spelled_so: bool
    probability: float
    reasons: list[str]
    registered: str | None
    differences: list[DifferenceOut]
    address: PublicDoorOut | None
    entrances: list[EntranceOut]
    life: str | None
    last_confirmed_on: date | None
    risk: RiskOut | None
    others: list[PublicDoorOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> VerifyOut:
        return cls(
            asked=told["asked"],
            verdict=told["verdict"],
            spelled_so=told["spelled_so"],
            probability=told["probability"],
            reasons=told["reasons"],
            registered=told["registered"],
            differences=[DifferenceOut.from_json(one) for one in told["differences"]],
            address=None if told["address"] is None else PublicDoorOut.from_json(told["address"]),
            entrances=[EntranceOut.from_json(one) for one in told["entrances"]],
            life=told["life"],
            last_confirmed_on=None
            if told["last_confirmed_on"] is None
            else date.fromisoformat(told["last_confirmed_on"]),
            risk=None if told["risk"] is None else RiskOut.from_json(told["risk"]),
            others=[PublicDoorOut.from_json(one) for one in told["others"]],
        )


@dataclass(frozen=True)
class WebhookIn:
    url: str

    def to_json(self) -> dict[str, Any]:
        return {
            "url": self.url,
        }


@dataclass(frozen=True)
class WebhookOut:
    """`state` is working, failing (tried again) or dead; `after` is the last number taken."""

    id: int
    url: str
    state: str
    after: int
    failures: int
    next_at: datetime

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> WebhookOut:
        return cls(
            id=told["id"],
            url=told["url"],
            state=told["state"],
            after=told["after"],
            failures=told["failures"],
            next_at=datetime.fromisoformat(told["next_at"]),
        )


@dataclass(frozen=True)
class WebhooksOut:
    webhooks: list[WebhookOut]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> WebhooksOut:
        return cls(
            webhooks=[WebhookOut.from_json(one) for one in told["webhooks"]],
        )


class Calls:
    """Every call of the interface with its types. `Client` adds the way there."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def parse(self, text: str) -> AddressPartsOut:
        """Written address to its parts."""
        told = self._transport.call("GET", "/api/v1/parse", {"text": text}, None)
        return AddressPartsOut.from_json(told)

    def convert(
        self,
        text: str,
        *,
        as_of: date | None = None,
        lat: float | None = None,
        lng: float | None = None,
    ) -> ConvertedOut:
        """Written address to the communes of a day."""
        told = self._transport.call(
            "GET", "/api/v1/convert", {"text": text, "as_of": as_of, "lat": lat, "lng": lng}, None
        )
        return ConvertedOut.from_json(told)

    def search(self, text: str) -> SearchedOut:
        """Whatever was typed to registered doors."""
        told = self._transport.call("GET", "/api/v1/search", {"text": text}, None)
        return SearchedOut.from_json(told)

    def verify(self, text: str) -> VerifyOut:
        """Is this address real, and spelled so?"""
        told = self._transport.call("GET", "/api/v1/verify", {"text": text}, None)
        return VerifyOut.from_json(told)

    def lookup(self, code: str) -> LookupOut:
        """Code or identifier to the address."""
        told = self._transport.call("GET", "/api/v1/lookup", {"code": code}, None)
        return LookupOut.from_json(told)

    def reverse(
        self, lat: float, lng: float, *, limit: int = 5, within_metres: float = 200.0
    ) -> ReverseOut:
        """Position to the nearest doors."""
        told = self._transport.call(
            "GET",
            "/api/v1/reverse",
            {"lat": lat, "lng": lng, "limit": limit, "within_metres": within_metres},
            None,
        )
        return ReverseOut.from_json(told)

    def changes(self, *, after: int = 0, limit: int = 500) -> ChangesOut:
        """What changed after a number."""
        told = self._transport.call(
            "GET", "/api/v1/changes", {"after": after, "limit": limit}, None
        )
        return ChangesOut.from_json(told)

    def report_delivery(self, body: DeliveryIn) -> TakenOut:
        """How a delivery ended.

        Take one report; one that was here before is answered alike.
        """
        told = self._transport.call("POST", "/api/v1/deliveries", {}, body.to_json())
        return TakenOut.from_json(told)

    def report_deliveries(self, body: DeliveriesIn) -> DeliveriesOut:
        """How many deliveries ended.

        Take up to 1,000 reports; one that is refused does not hold up the others.
        """
        told = self._transport.call("POST", "/api/v1/deliveries/batch", {}, body.to_json())
        return DeliveriesOut.from_json(told)

    def webhooks(
        self,
    ) -> WebhooksOut:
        """The webhooks of a key."""
        told = self._transport.call("GET", "/api/v1/webhooks", {}, None)
        return WebhooksOut.from_json(told)

    def register_webhook(self, body: WebhookIn) -> NewWebhookOut:
        """Let changes be sent to an address.

        Changes after this moment are sent; those before are read by /changes.
        """
        told = self._transport.call("POST", "/api/v1/webhooks", {}, body.to_json())
        return NewWebhookOut.from_json(told)

    def delete_webhook(self, number: int) -> WebhookOut:
        """Send no more to an address."""
        told = self._transport.call("DELETE", f"/api/v1/webhooks/{_quoted(number)}", {}, None)
        return WebhookOut.from_json(told)

    def send_list(
        self,
        body: bytes,
        name: str,
        *,
        as_of: date | None = None,
        match: bool = True,
        column: str = "",
    ) -> ListOut:
        """Let a list of addresses be cleaned.

        The body is the file itself. It and what comes of it are kept for three days.
        """
        told = self._transport.call(
            "POST",
            "/api/v1/lists",
            {"name": name, "as_of": as_of, "match": match, "column": column},
            body,
        )
        return ListOut.from_json(told)

    def read_list(self, number: int) -> ListOut:
        """How far a list is."""
        told = self._transport.call("GET", f"/api/v1/lists/{_quoted(number)}", {}, None)
        return ListOut.from_json(told)

    def delete_list(self, number: int) -> ListOut:
        """Forget a list."""
        told = self._transport.call("DELETE", f"/api/v1/lists/{_quoted(number)}", {}, None)
        return ListOut.from_json(told)

    def cleaned_list(self, number: int) -> bytes:
        """The cleaned list."""
        told = self._transport.call("GET", f"/api/v1/lists/{_quoted(number)}/cleaned.csv", {}, None)
        return bytes(told)

    def exceptions_of_list(self, number: int) -> bytes:
        """The rows that a person must see."""
        told = self._transport.call(
            "GET", f"/api/v1/lists/{_quoted(number)}/exceptions.csv", {}, None
        )
        return bytes(told)

    def list_measures(
        self,
    ) -> MeasuresOut:
        """The measures there are."""
        told = self._transport.call("GET", "/api/v1/measures", {}, None)
        return MeasuresOut.from_json(told)

    def read_measure(
        self, name: str, *, as_of: date | None = None, by: Literal["city", "unit"] = "city"
    ) -> MeasureFiguresOut:
        """A measure's figures of a day.

        Exact figures of your ground; without a key or a sign-in those that are published.
        """
        told = self._transport.call(
            "GET", f"/api/v1/measures/{_quoted(name)}", {"as_of": as_of, "by": by}, None
        )
        return MeasureFiguresOut.from_json(told)

    def read_measure_rows(
        self,
        name: str,
        *,
        as_of: date | None = None,
        label: Literal["numerator", "rest", "unknown", "excluded"] = "rest",
        unit: str | None = None,
        after: int = 0,
        limit: int = 100,
    ) -> MeasureRowsOut:
        """The records behind a figure.

        The records with a label, by number; of addresses the doors, never flats or households.
        """
        told = self._transport.call(
            "GET",
            f"/api/v1/measures/{_quoted(name)}/rows",
            {"as_of": as_of, "label": label, "unit": unit, "after": after, "limit": limit},
            None,
        )
        return MeasureRowsOut.from_json(told)

    def list_targets(
        self,
    ) -> TargetsOut:
        """The targets there are.

        Targets of programmes that were adopted; of tasks handed to your ground, if it is a part.
        """
        told = self._transport.call("GET", "/api/v1/targets", {}, None)
        return TargetsOut.from_json(told)

    def read_one_target(self, number: int, *, as_of: date | None = None) -> StandingOut:
        """How a target stands on a day.

        Shares, bounds, what was declared and foreseen; of your charge alone if that is not all.
        """
        told = self._transport.call(
            "GET", f"/api/v1/targets/{_quoted(number)}", {"as_of": as_of}, None
        )
        return StandingOut.from_json(told)

    def read_evidence(self, key: str, *, as_of: date | None = None) -> RegisterOut:
        """A register of evidence as of a day."""
        told = self._transport.call(
            "GET", f"/api/v1/evidence/{_quoted(key)}", {"as_of": as_of}, None
        )
        return RegisterOut.from_json(told)

    def state_evidence(self, body: EvidenceIn, key: str) -> EvidenceAnswerOut:
        """State counts of places.

        Take up to 1,000 counts. What was said before is answered `again` and changes nothing.
        """
        told = self._transport.call("POST", f"/api/v1/evidence/{_quoted(key)}", {}, body.to_json())
        return EvidenceAnswerOut.from_json(told)

    def read_document(self, body: bytes, *, year: int | None = None) -> ReadingOut:
        """A directive, plan or report to draft duties.

        The body is the document itself: its text, or its file (DOCX, PDF, XLSX, XLS, ODS, HTML).

        Nothing of it is kept. For the department, and for keys that read.
        """
        told = self._transport.call("POST", "/api/v1/read", {"year": year}, body)
        return ReadingOut.from_json(told)

    def encode(self, lat: float, lng: float, *, as_of: date | None = None) -> EncodeOut:
        """Position to code."""
        told = self._transport.call(
            "GET", "/api/v1/encode", {"lat": lat, "lng": lng, "as_of": as_of}, None
        )
        return EncodeOut.from_json(told)

    def encode_many(self, body: PointsIn) -> EncodeManyOut:
        """Many positions to codes."""
        told = self._transport.call("POST", "/api/v1/encode", {}, body.to_json())
        return EncodeManyOut.from_json(told)

    def read_code(self, code: str) -> CodeOut:
        """Code to cell and its doors.

        The cell of a code, its commune, and the registered doors in it (public fields only).
        """
        told = self._transport.call("GET", f"/api/v1/codes/{_quoted(code)}", {}, None)
        return CodeOut.from_json(told)

    def check(self, code: str, *, as_of: date | None = None) -> CheckOut:
        """Can this code exist, and if not, what was meant?"""
        told = self._transport.call("GET", "/api/v1/check", {"code": code, "as_of": as_of}, None)
        return CheckOut.from_json(told)

    def locate(self, lat: float, lng: float, *, as_of: date | None = None) -> LocateOut:
        """Position to unit, now and before July 2025."""
        told = self._transport.call(
            "GET", "/api/v1/locate", {"lat": lat, "lng": lng, "as_of": as_of}, None
        )
        return LocateOut.from_json(told)

    def locate_many(self, body: PointsIn) -> LocateManyOut:
        """Many positions to units."""
        told = self._transport.call("POST", "/api/v1/locate", {}, body.to_json())
        return LocateManyOut.from_json(told)
