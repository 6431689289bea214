"""Bodies by what documents call them: who is meant, who has it now, or every commune."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from diaban.spine.parties.organisations import Organisation, OrganisationSuccession, owners_on
from diaban.spine.places.names import fold_name
from diaban.spine.programme.directives import Duty

_SEVERAL = re.compile(r"(?<!\w)(?:các|những|mọi|từng|mỗi)(?!\w)|[,;/]")
_EVERY_COMMUNE = re.compile(
    r"\b(?:xa phuong|phuong xa|cap xa|(?:cac|tung|moi|nhung|126) (?:xa|phuong))\b"
)
# in a sentence about something else "các xã miền núi" are some of them, and not asked
_COMMUNES_AS_SUCH = re.compile(r"\b(?:xa phuong|phuong xa|cap xa|to dan pho)\b")
# whom somebody else urges, guides or inspects is not asked by that
_OVERSEEN = re.compile(r"^(?:don doc|huong dan|kiem tra|giam sat|theo doi|ho tro)\b.*")
_SHORTEST_BODY = 6  # "sở" alone names none


@dataclass
class Bodies:
    """The bodies that are known, read once for a page or a plan."""

    known: list[tuple[str, Organisation]] = field(default_factory=list)

    @classmethod
    def read(cls) -> Bodies:
        rows = Organisation.objects.prefetch_related("became__successor")
        return cls([(fold_name(body.name), body) for body in rows])

    def meant_by(self, name: str) -> Organisation | None:
        """Return whom a document means: named in full, or without its city."""
        said = fold_name(name)
        if len(said) < _SHORTEST_BODY:
            return None
        same = next((body for known, body in self.known if known == said), None)
        longer = [(known, body) for known, body in self.known if known.startswith(said)]
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


def body_of(name: str) -> Organisation | None:
    """Return the body of this name, added where it is new; None for "the communes" and the like."""
    known = Bodies.read().meant_by(name)
    return known or (None if are_several(name) else find_body(name))


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
    found = {}
    for duty in named:
        body = bodies.meant_by(duty.lead_said)
        if body is not None and not body.is_in_force(day):
            owners = owners_on(body, duty.field, day)
            found[duty.pk] = Ended(
                body,
                duty.field,
                tuple(one.organisation for one in owners if one.organisation),
                tuple(step for one in owners for step in one.steps),
            )
    return found


def _begins(said: str, known: str) -> bool:
    return len(known) >= _SHORTEST_BODY and said.startswith(known)
