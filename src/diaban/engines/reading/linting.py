"""What a programme of duties lacks, or says that cannot be meant."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from diaban.engines.reading.draft import Duty
from diaban.engines.reading.source import open_source

__all__ = ["Finding", "Flaw", "Severity", "lint"]

_TOGETHER = re.compile(r"phối hợp|liên kết với|cùng với")
_ALIKE = 0.75  # the least share of words two duties have in common to be one
_RAREST = 3  # words by which duties are looked up against one another
_FEW = 50  # duties looked at for one word


class Flaw(StrEnum):
    """What is wrong with a duty.

    >>> Flaw("no owner")
    <Flaw.NO_OWNER: 'no owner'>
    """

    NO_OWNER = "no owner"
    NO_TERM = "no term"
    NO_PRODUCT = "no product"
    NO_MEASURE = "no measure"
    TERM_BEFORE_DOCUMENT = "term before document"
    PARTNER_MISSING = "partner missing"
    SAID_TWICE = "said twice"
    EXTENDED_TWICE = "extended twice"
    OPEN_LIST = "open list"


class Severity(StrEnum):
    """How much a flaw hinders.

    >>> Severity("error").value
    'error'
    """

    ERROR = "error"  # cannot be carried out as it stands
    WARNING = "warning"  # probably not meant so
    QUESTION = "question"  # to be asked before the duty can be measured


_SEVERITIES = {
    Flaw.NO_OWNER: Severity.WARNING,
    Flaw.NO_TERM: Severity.QUESTION,
    Flaw.NO_PRODUCT: Severity.QUESTION,
    Flaw.NO_MEASURE: Severity.QUESTION,
    Flaw.TERM_BEFORE_DOCUMENT: Severity.ERROR,
    Flaw.PARTNER_MISSING: Severity.WARNING,
    Flaw.SAID_TWICE: Severity.WARNING,
    Flaw.EXTENDED_TWICE: Severity.ERROR,
    Flaw.OPEN_LIST: Severity.WARNING,
}


@dataclass(frozen=True)
class Finding:
    """A flaw of the duty with this number; ``other`` is the duty it is one with.

    >>> Finding(Flaw.NO_TERM, 3).severity.value
    'question'
    """

    flaw: Flaw
    duty: int
    other: int | None = None

    @property
    def severity(self) -> Severity:
        """Return how much the flaw hinders."""
        return _SEVERITIES[self.flaw]


def lint(
    duties: Sequence[Duty],
    *,
    day: datetime.date | None = None,
    extensions: Mapping[int, int] | None = None,
) -> tuple[Finding, ...]:
    """Return the flaws of duties, by duty.

    ``day`` is the document's; ``extensions`` how often a duty's term was put off already.

    >>> from diaban.engines.reading.reading import read
    >>> draft = read("1. Sở Nội vụ phối hợp rà soát hồ sơ, hoàn thành trong quý 2/2020;")
    >>> found = lint(draft.duties, day=datetime.date(2021, 1, 20))
    >>> [finding.flaw.value for finding in found]
    ['no product', 'no measure', 'term before document', 'partner missing']
    """
    found = [finding for number, duty in enumerate(duties) for finding in _own(number, duty, day)]
    found += [Finding(Flaw.SAID_TWICE, late, early) for early, late in _pairs(duties)]
    found += [
        Finding(Flaw.EXTENDED_TWICE, number)
        for number, times in (extensions or {}).items()
        if times > 1
    ]
    return tuple(sorted(found, key=lambda finding: finding.duty))


def _own(number: int, duty: Duty, day: datetime.date | None) -> Iterator[Finding]:
    if duty.lead is None:
        yield Finding(Flaw.NO_OWNER, number)
    if duty.deadline is None:
        yield Finding(Flaw.NO_TERM, number)
    if duty.product is None and duty.target is None:
        yield Finding(Flaw.NO_PRODUCT, number)
    if duty.target is None:
        yield Finding(Flaw.NO_MEASURE, number)
    if day is not None and duty.deadline is not None and duty.deadline.day < day:
        yield Finding(Flaw.TERM_BEFORE_DOCUMENT, number)
    if not duty.partners and _TOGETHER.search(open_source(duty.quote).key):
        yield Finding(Flaw.PARTNER_MISSING, number)
    if duty.open_ended:
        yield Finding(Flaw.OPEN_LIST, number)


def _pairs(duties: Sequence[Duty]) -> Iterator[tuple[int, int]]:
    """Yield duties that say the same; each is compared with few, so the work stays linear."""
    words = [frozenset(open_source(duty.quote).words) for duty in duties]
    counts = Counter(word for said in words for word in said)
    holders: dict[str, list[int]] = {}
    for number, said in enumerate(words):
        rarest = sorted(said, key=lambda word: (counts[word], word))[:_RAREST]
        seen = {early for word in rarest for early in holders.get(word, ())[-_FEW:]}
        alike = [early for early in sorted(seen) if _share(words[early], said) >= _ALIKE]
        if alike:
            yield alike[0], number
        for word in rarest:
            holders.setdefault(word, []).append(number)


def _share(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / max(1, len(first | second))
