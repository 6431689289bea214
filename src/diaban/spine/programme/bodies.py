"""Bodies by what documents call them: who is meant, who has it now, or every commune."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from diaban.spine.parties.organisations import Organisation, OrganisationSuccession, owners_on
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import CITY
from diaban.spine.programme.directives import Directive, Duty

_SEVERAL = re.compile(r"(?<!\w)(?:các|những|mọi|từng|mỗi)(?!\w)|[,;/]")
# "các bộ, ngành, địa phương" of a ministry are provinces, "các sở, ngành, địa phương" communes
_BESIDE_DEPARTMENTS = (
    r"(?<!bo )(?:nganh|don vi|co quan) (?:va )?(?:cac )?dia phuong|chinh quyen dia phuong"
)
_HAMLETS = r"to dan pho|(?:cac|tung|moi|nhung|100) thon|cap thon"
_COMMUNES = rf"xa phuong|phuong xa|cap xa|{_HAMLETS}|{_BESIDE_DEPARTMENTS}"
_EVERY_COMMUNE = re.compile(
    rf"\b(?:{_COMMUNES}|(?:cac|tung|moi|nhung|126) (?:xa|phuong|dia phuong))\b"
)
# in a sentence about something else "các xã miền núi" are some of them, and not asked
_COMMUNES_AS_SUCH = re.compile(
    rf"\b(?:{_COMMUNES}|(?:tung|moi|100) (?:xa|phuong|dia phuong)|(?<!cua )cac dia phuong)\b"
)
# whom somebody else urges, guides or inspects is not asked by that
_OVERSEEN = re.compile(r"^(?:don doc|huong dan|kiem tra|giam sat|theo doi|ho tro)\b.*")
# "UBND thành phố Hải Lăng", "Tỉnh ủy Bắc Ninh": whose documents they are
_OF_PLACE = re.compile(r"(?<!\w)(?:(?:thành|tỉnh) [uủ][ỷy]|thành phố|tỉnh)\s+(\w.*)", re.IGNORECASE)
_SHORTEST_BODY = 6  # "sở" alone names none


@dataclass
class Bodies:
    """The bodies that are known, read once for a page or a plan."""

    known: list[tuple[str, Organisation]] = field(default_factory=list)

    @classmethod
    def read(cls) -> Bodies:
        rows = Organisation.objects.prefetch_related("became__successor")
        return cls([(fold_name(body.name), body) for body in rows])

    def meant_by(self, name: str, elsewhere: str = "") -> Organisation | None:
        """Return whom a document means: named in full, or without its city.

        In a document of another city, ``elsewhere``, what is named without one is that city's.
        """
        said = fold_name(name)
        if len(said) < _SHORTEST_BODY:
            return None
        same = next((body for known, body in self.known if known == said), None)
        begun = fold_name(f"{name} {elsewhere}")
        longer = [(known, body) for known, body in self.known if known.startswith(begun)]
        # of "Bưu điện thành phố Hà Nội" and "Bưu điện thành phố (mô phỏng)" the real one is meant
        longer.sort(key=lambda one: "(" in one[1].name)
        shorter = (body for known, body in self.known if _begins(said, known))
        return same or next((body for _known, body in longer), None) or next(shorter, None)


@dataclass(frozen=True)
class Ended:
    """A lead that is there no more: who has its field by clause or assignment; nobody: unknown."""

    body: Organisation
    field: str
    owners: tuple[Organisation, ...]
    steps: tuple[OrganisationSuccession, ...]


def find_body(name: str) -> Organisation:
    """Return the body of this name, however it is cased; one that is not known yet is added."""
    known = Organisation.objects.filter(name__iexact=name.strip()).first()
    return known or Organisation.objects.create(name=name.strip()[:160])


def body_of(name: str, elsewhere: str = "") -> Organisation | None:
    """Return the body of this name, added where it is new; None for "the communes" and the like.

    In a document of another city what is called as a body of ours is added with that city's name.
    """
    bodies = Bodies.read()
    known = bodies.meant_by(name, elsewhere)
    if known is not None or are_several(name):
        return known
    is_ours_too = bool(elsewhere) and bodies.meant_by(name) is not None
    return find_body(f"{name.strip()} {elsewhere}" if is_ours_too else name)


def elsewhere_of(directive: Directive) -> str:
    """Return the other city or province whose body issued a document; empty where it is ours."""
    found = _OF_PLACE.search(" ".join(directive.issuer_name.split()))
    if found is None:
        return ""
    ours = Unit.objects.filter(level=Level.PROVINCE, code=CITY).values_list("name", flat=True)
    said = fold_name(found[1])
    if any(said.startswith(fold_name(name)) for name in ours):
        return ""
    return found[1].title() if found[1].isupper() else found[1]


def are_several(name: str) -> bool:
    """Whether words name more than one body, or none in particular: "các doanh nghiệp"."""
    return _SEVERAL.search(name.lower()) is not None or names_communes(name)


def names_communes(said: str) -> bool:
    """Whether words name the communes, all of them: they are asked by handing down.

    >>> names_communes("UBND các xã, phường"), names_communes("UBND phường Cửa Nam")
    (True, False)
    """
    return _EVERY_COMMUNE.search(fold_name(said)) is not None


def asks_communes(duties: Iterable[Duty]) -> bool:
    """Whether duties name the communes: as those who act, or where nobody else is named to."""
    return any(
        names_communes(f"{duty.lead_said}; {duty.partners_said}")
        or (
            not duty.lead_said
            and _COMMUNES_AS_SUCH.search(_OVERSEEN.sub("", fold_name(duty.quote))) is not None
        )
        for duty in duties
    )


def ended_leads(duties: Sequence[Duty], day: date) -> dict[int, Ended]:
    """Return by their duties the leads that a document names though they ended before a day."""
    named = [duty for duty in duties if duty.lead_said]
    if not named:
        return {}
    bodies = Bodies.read()
    places = {one: elsewhere_of(one) for one in {duty.directive for duty in named}}
    found = {}
    for duty in named:
        body = bodies.meant_by(duty.lead_said, places[duty.directive])
        if body is not None and not body.is_in_force(day):
            found[duty.pk] = _ended(body, duty.field, day)
    return found


def refuse_ended(
    name: str, since: date, fields: Iterable[str], directives: Iterable[Directive]
) -> tuple[str, dict[str, object]] | None:
    """Return why a body cannot lead what is asked since a day: it had ended by then.

    With its last day, and whoever has its work of these fields now.
    """
    places = {elsewhere_of(one) for one in directives}
    body = Bodies.read().meant_by(name, places.pop() if len(places) == 1 else "")
    if body is None or body.is_in_force(since) or body.valid_to is None:
        return None
    owners = {one.name for name in set(fields) for one in _ended(body, name, since).owners}
    details: dict[str, object] = {"body": body.name, "day": body.valid_to}
    if not owners:
        return "lead_ended_unknown", details
    return "lead_ended", details | {"owners": "; ".join(sorted(owners))}


def _ended(body: Organisation, field: str, day: date) -> Ended:
    owners = owners_on(body, field, day)
    return Ended(
        body,
        field,
        tuple(one.organisation for one in owners if one.organisation),
        tuple(step for one in owners for step in one.steps),
    )


def _begins(said: str, known: str) -> bool:
    return len(known) >= _SHORTEST_BODY and said.startswith(known)
