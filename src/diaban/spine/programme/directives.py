"""What superiors ask, as it was written: documents, and the duties read out of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from diaban.spine.parties.models import Role
from diaban.spine.parties.organisations import Field, Organisation

if TYPE_CHECKING:
    from diaban.engines.reading import Recurring

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_OPEN = re.compile(r"(?:…|\.\.\.|v\.\s?v\.?)[\s.;)]*$")


class Document(models.TextChoices):
    """Kinds of documents by Decree 30/2020/NĐ-CP, article 7, as far as they ask for anything.

    ``agreement`` (bản thỏa thuận) and ``news`` stand beside them: a report in the press orders
    nothing until the official document is attached.
    """

    RESOLUTION = "resolution"  # nghị quyết
    DECISION = "decision"  # quyết định
    DIRECTIVE = "directive"  # chỉ thị
    NOTICE = "notice"  # thông báo, also of a conclusion
    PROGRAMME = "programme"  # chương trình
    PLAN = "plan"  # kế hoạch
    SCHEME = "scheme"  # đề án
    REPORT = "report"  # báo cáo
    LETTER = "letter"  # công văn
    TELEGRAM = "telegram"  # công điện
    AGREEMENT = "agreement"  # bản thỏa thuận
    NEWS = "news"


class Line(models.TextChoices):
    """Along which line of authority a document comes."""

    MINISTRY = "ministry"
    PARTY = "party"
    COUNCIL = "council"
    COMMITTEE = "committee"
    OWN = "own"
    OTHER = "other"


class DirectiveQuerySet(models.QuerySet):
    def visible_to(self, actor) -> DirectiveQuerySet:
        """All for who sees the whole city; a commune those that an adopted programme serves."""
        if not actor.is_authenticated:
            return self.none()
        if actor.sees_whole_city:
            return self
        if actor.role != Role.COMMUNE:
            return self.none()
        served = Duty.objects.filter(tasks__programme__adopted_on__isnull=False)
        return self.filter(pk__in=served.values("directive_id"))


class Directive(models.Model):
    """A document that asks for something, with the parts of Decree 30/2020 that identify it.

    ``stretches`` are [start, end, kind] of what the reader found besides duties, in the order of
    the text; what no duty and no stretch holds is unread. An agreement has ``parties`` and a term.
    ``version`` grows with each change, so that two who change at once notice.
    """

    kind = models.CharField(max_length=12, choices=Document.choices)
    line = models.CharField(max_length=10, choices=Line.choices)
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    issuer_name = models.CharField(max_length=160)
    number = models.CharField(max_length=20, blank=True, default="")
    symbol = models.CharField(max_length=40, blank=True, default="")
    issued_at = models.CharField(max_length=80, blank=True, default="")
    issued_on = models.DateField()
    abstract = models.CharField(max_length=400)
    signer = models.CharField(max_length=120, blank=True, default="")
    recipients = models.TextField(blank=True, default="")
    text = models.TextField()
    stretches = models.JSONField(default=list)
    parties = models.CharField(max_length=400, blank=True, default="")
    valid_until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    file_name = models.CharField(max_length=255, blank=True, default="")
    file_digest = models.CharField(max_length=64, blank=True, default="")
    # a report of it in the press, and the document itself once it is there
    official = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    synthetic = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-issued_on"], name="directive_newest")]

    def __str__(self) -> str:
        return self.sign or self.abstract[:80]

    @property
    def sign(self) -> str:
        """Number and symbol as they are written; the Party's symbols bring their own dash."""
        parted = bool(self.number and self.symbol) and not self.symbol.startswith("-")
        return f"{self.number}{'/' if parted else ''}{self.symbol}"

    @property
    def year(self) -> int:
        """The year that it is about: named in its subject, or that of its own day."""
        named = _YEAR.search(self.abstract)
        return int(named[0]) if named else self.issued_on.year

    @property
    def is_reported(self) -> bool:
        """Whether only the press says so: what it asks stays reported until then."""
        return self.kind == Document.NEWS and self.official_id is None


class DutyState(models.TextChoices):
    DRAFT = "draft"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Duty(models.Model):
    """One thing that a document asks, where it stands there, and what was made of it.

    ``start`` and ``end`` are offsets in the directive's text; ``deadline_said`` is how it is
    written. A deadline that cannot be meant is corrected by a named person; what was written stays.
    """

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="duties")
    key = models.CharField(max_length=20, blank=True, default="")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    wording = models.CharField(max_length=400, blank=True, default="")
    voice = models.CharField(max_length=160, blank=True, default="")
    field = models.CharField(max_length=12, choices=Field.choices, blank=True, default="")
    verb_class = models.CharField(max_length=10, blank=True, default="")
    lead_said = models.CharField(max_length=200, blank=True, default="")
    partners_said = models.CharField(max_length=400, blank=True, default="")
    basis = models.CharField(max_length=240, blank=True, default="")
    relation = models.CharField(max_length=2, blank=True, default="")
    value = models.FloatField(null=True)
    value_unit = models.CharField(max_length=60, blank=True, default="")
    deadline_said = models.CharField(max_length=120, blank=True, default="")
    deadline = models.DateField(null=True)
    corrected_deadline = models.DateField(null=True)
    corrected_why = models.CharField(max_length=240, blank=True, default="")
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    product = models.CharField(max_length=240, blank=True, default="")
    # False where only the place in the text suggests a duty
    sure = models.BooleanField(default=True)
    # by fitted weights of words, and no rule
    proposed = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=DutyState.choices, default=DutyState.DRAFT)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="duty_has_words"),
            models.CheckConstraint(
                condition=Q(corrected_deadline__isnull=True) | Q(corrected_by__isnull=False),
                name="a_named_person_corrects",
            ),
        ]
        indexes = [models.Index(fields=["directive", "start"], name="duty_in_text")]

    def __str__(self) -> str:
        return self.key or self.quote[:60]

    @property
    def quote(self) -> str:
        """The source sentence, letter for letter."""
        return self.directive.text[self.start : self.end]

    @property
    def is_open_ended(self) -> bool:
        """Whether its list ends in "…", so that nobody knows when it is done."""
        behind = self.directive.text[self.end : self.end + 4].split("\n")[0]
        return bool(_OPEN.search(self.quote + behind))

    @property
    def recurs(self) -> Recurring | None:
        """What comes again, where no day is said: "ngày 20 hằng quý"."""
        return None if self.until else _recurring_in(self.quote)

    @property
    def comes_again(self) -> Recurring | None:
        """What its day says comes again, beside the first or last such day that was set."""
        return _recurring_in(self.deadline_said) or self.recurs

    @property
    def until(self):
        """The day by which it is to be done; None where none is said."""
        return self.corrected_deadline or self.deadline


@lru_cache(maxsize=4096)  # a page asks it of each duty several times
def _recurring_in(words: str) -> Recurring | None:
    # its hundreds of patterns would be a seventh of the start of a command that reads nothing
    from diaban.engines.reading import find_recurring  # noqa: PLC0415

    return find_recurring(words)
