"""What counts a target of a draft, how much it shall reach, until when, or what it still lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.spine.evidence.keeping import RegisterError
from diaban.spine.evidence.models import Register
from diaban.spine.figures.declaring import measures
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme import planning
from diaban.spine.programme.amounts import limits_each_case
from diaban.spine.programme.models import Gauge, Programme, Relation, Target
from diaban.spine.programme.planning import PlanError
from diaban.spine.programme.suggesting import FITTING, LIMIT, NEAR, QUITE, suggest
from diaban.spine.programme.targets import gauge_of
from diaban.spine.programme.titling import beside, tell_each
from diaban.web.accounts.wording import FIELD_WORDS
from diaban.web.programme.nearest import Near, tell_near
from diaban.web.programme.own_registers import OWN, asks_each, noun_asked, open_in_table
from diaban.web.programme.written import WrittenError, day_of, line_of, number_of, whole_of

_MOST_UNITS = 1_000
_MOST_MILESTONES = 60
_FIELDS = ("title", "relation", "threshold", "kind", "begins_on", "ends_on", "milestones",
           "counts_alike", "lacks", "register_title", "noun")  # fmt: skip
# of limits for each of what is counted: "trong 7 ngày", "không quá 3 km"
_UNITS = {"ngày": ("hours", 24.0), "giờ": ("hours", 1.0), "phút": ("hours", 1 / 60),
          "km": ("metres", 1000.0), "mét": ("metres", 1.0), "m": ("metres", 1.0)}  # fmt: skip
# of what a share is asked: "90% dân số", "85% số hộ", "mỗi xã có một điểm"
_SHARE_OF = re.compile(
    r"(?:%\s+(?:tổng\s+)?(?:số\s+)?|\b(?:mỗi|từng)\s+)([^\W\d]+(?:\s(?!có\b)[^\W\d]+)?)"
)
# "giảm ít nhất 30% số phản ánh": by how much it changes is no share of anything
_CHANGE = re.compile(r"(?:giảm|tăng)\s+(?:\w+\s+){0,3}\d+(?:,\d+)?\s*%")
# what a title may say without the document saying it
_FILLING = frozenset({"có", "đã", "được"})
_LOOKED_AT, _SHOWN = 8, 3
Group = tuple[object, list[tuple[str, str]]]


@dataclass(frozen=True)
class Choice:
    """A measure or register, in words, with the field that it belongs to."""

    key: str
    words: str
    field: str
    noun: str

    @property
    def is_measure(self) -> bool:
        return self.key.startswith("measure:")


@dataclass(frozen=True)
class Choosing:
    """A target, what fits it by its words, in groups all that it may be counted by, and what does.

    ``other`` is what counts it and is none of the nearest. ``share`` and ``until`` are as somebody
    wrote them, where the form was refused. ``quite``: what says nearly the same as the target.
    ``is_decided``: somebody said what counts it, or that nothing does, if only in a refused form.
    """

    target: Target
    near: list[Near]
    quite: frozenset[str]
    groups: list[Group]
    chosen: str = ""
    share: str | None = None
    until: str | None = None
    noun_said: str | None = None
    is_decided: bool = False

    @property
    def fits(self) -> bool:
        return bool(self.near)

    @property
    def proposed(self) -> str:
        """What alone says nearly the same, where a share was written that it is to reach.

        "Thông báo mã đến từng hộ" asks for all of them, and of what is only guessed. Of several it
        is the one all whose words the target has, and the most. It counts only once somebody has
        saved it.
        """
        said = f"{self.target.title} {self.target.duty.quote if self.target.duty else ''}"
        is_share = self.target.threshold is not None and "%" in said
        if not is_share or self.chosen or self.is_decided:
            return ""
        fit = [one for one in self.near if one.key in self.quite and not one.differs]
        if len(fit) > 1:
            told = {one.key: _words(one.title) - _FILLING for one in fit}
            whole = [one for one in fit if told[one.key] <= _words(said)]
            most = max((len(told[one.key]) for one in whole), default=0)
            fit = [one for one in whole if len(told[one.key]) == most]
        return fit[0].key if len(fit) == 1 else ""

    @property
    def beside(self) -> str:
        """What else the task of the target asks, in a line."""
        return tell_each(beside(self.target.task.title, self.target.title), 120)

    @property
    def noun(self) -> str:
        """What a register of its own would count, as it was written or the document says."""
        return noun_asked(self.target) if self.noun_said is None else self.noun_said

    @property
    def asks_each(self) -> bool:
        """Whether a register of the communes counts all that shall have so many."""
        return asks_each(self.target)

    @property
    def other(self) -> str:
        return "" if any(one.key == self.chosen for one in self.near) else self.chosen


def choosing(targets: Iterable[Target], written: QueryDict | None = None) -> list[Choosing]:
    """Return what each target may be counted by; those that something fits stand first.

    ``written`` is the form that was refused: what was chosen in it stands again.
    """
    form = written or QueryDict()
    rows, choices = list(targets), _every_choice()
    keys = {target.pk: _fitting(target, choices) for target in rows}
    quite = {target.pk: frozenset(_nearest(target, choices, QUITE)) for target in rows}
    told = tell_near(key for some in keys.values() for key in some)
    found = [
        Choosing(
            target,
            _told(target, [told[key] for key in keys[target.pk]], quite[target.pk]),
            quite[target.pk],
            _with_suggestions(target, choices),
            chosen=_chosen(form, target) or key_of(gauge_of(target, today())),
            share=form.get(f"share-{target.pk}"),
            until=form.get(f"until-{target.pk}"),
            noun_said=form.get(f"noun-{target.pk}"),
            is_decided=written is not None or bool(target.lacks),
        )
        for target in rows
    ]
    return sorted(found, key=lambda one: not one.near)


def choices_for(target: Target) -> list[Group]:
    """Return in groups what a target may be counted by: what is near, of its field, all else."""
    return _with_suggestions(target, _every_choice())


def _every_choice() -> list[Choice]:
    speaks_vietnamese = get_language() == "vi"
    specs = [
        Choice(f"measure:{one.name}", f"{one.title_vi} ({one.noun_vi})" if speaks_vietnamese
               else f"{one.title_en} ({one.noun_en})", one.field or "", one.noun_vi)
        for one in sorted(measures().values(), key=lambda one: one.title_vi)
    ]  # fmt: skip
    registers = [
        Choice(f"register:{one.key}", f"{one.title_vi} ({one.noun_vi})", one.field, one.noun_vi)
        for one in Register.objects.order_by("title_vi")
    ]
    return specs + registers


def _with_suggestions(target: Target, choices: list[Choice]) -> list[Group]:
    """Put the nearest in front, then what belongs to the target's own field."""
    shown = {one.key: one.words for one in choices}
    field = target.task.field
    own = [one for one in choices if field and one.field == field]
    others = [one for one in choices if one not in own]
    groups = [
        (_("Nearest by their words"), [(key, shown[key]) for key in _nearest(target, choices)]),
        (FIELD_WORDS.get(field, ""), [(one.key, one.words) for one in own]),
        (_("Measures: counted from the records"),
         [(one.key, one.words) for one in others if one.is_measure]),
        (_("Registers of evidence: filled by units"),
         [(one.key, one.words) for one in others if not one.is_measure]),
    ]  # fmt: skip
    return [group for group in groups if group[1]]


def _told(target: Target, near: list[Near], quite: frozenset[str]) -> list[Near]:
    """Return the nearest: what counts just what is asked, before what differs in something.

    Where one says nearly the same and does not differ, those that do are of no use.
    """
    told = [replace(one, differs=_differs(one, target)) for one in near]
    same = [one for one in told if not one.differs]
    if any(one.key in quite for one in same):
        return same[:_SHOWN]
    return [*same, *(one for one in told if one.differs)][:_SHOWN]


def _nearest(
    target: Target, choices: list[Choice], least: float = NEAR, most: int = _SHOWN
) -> list[str]:
    """Return the nearest: duties are written in Vietnamese, and so are they compared."""
    # of two that are equally near what is counted from the records comes first
    titles = {f"measure:{one.name}": one.title_vi for one in measures().values()}
    titles |= {
        one.key: one.words.removesuffix(f" ({one.noun})") for one in choices if not one.is_measure
    }
    return suggest(target.title, titles, most, least, target.task.title)


def _fitting(target: Target, choices: list[Choice]) -> list[str]:
    """Return what fits by its words and, where so many of a thing are asked for, counts that thing.

    "04 tin, bài" about address codes is not counted in households, and a change not by a share;
    "mỗi xã có 01 điểm" asks of communes, not of points.
    """
    said = target.duty.quote.lower() if target.duty else ""
    if _CHANGE.search(said):
        return []
    asked = _words(target.duty.value_unit if target.duty else "")
    nouns = {one.key: _words(one.noun) for one in choices}
    near = _nearest(target, choices, FITTING, _LOOKED_AT)
    if not asked or "%" in asked or limits_each_case(target.duty) or _SHARE_OF.search(said):
        return near
    return [key for key in near if asked & nouns[key]]


def _differs(near: Near, target: Target) -> str:
    """Return in what a measure that fits by its words is not what the target asks, if in anything.

    Another limit, the other side of what is counted, or a share of another thing.
    """
    said = f"{target.title}; {target.duty.quote if target.duty else ''}".lower()
    asked, held = _limit(said), _limit(near.title)
    if asked and held and asked != held:
        return _("another limit: %(limit)s") % {"limit": LIMIT.search(near.title)[0]}
    if target.amount and near.whole.numerator >= target.amount:
        return _("counts what was there before too")
    if target.relation in {Relation.AT_MOST, Relation.BELOW}:
        return _("may count the opposite")
    of = _SHARE_OF.search(said)
    # "hệ thống" is not what "Đơn vị có hệ thống …" counts: its first words say of what it is
    counted = f"{' '.join(near.title.split()[:2])} {near.noun}"
    if of and not _words(of[1]) & _words(counted):
        return _("counts %(noun)s") % {"noun": near.noun}
    return ""


def _limit(text: str) -> tuple[str, float] | None:
    """Return the first limit in a text, in hours or in metres."""
    found = LIMIT.search(text)
    if found is None:
        return None
    kind, size = _UNITS[found[2]]
    return kind, float(found[1].replace(",", ".")) * size


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+|%", text.lower()))


def choose_all(request: HttpRequest, programme: Programme) -> None:
    """Take what was chosen for each target; say of the others what they lack, where nobody did.

    Who leads what nobody was named for is said with it. Raises what a plan refuses; then nothing
    of it is kept.
    """
    form = request.POST
    leaderless = programme.tasks.filter(pk__in=_numbers(form, "leaderless"))
    rows = Target.objects.filter(pk__in=_numbers(form, "target"), task__programme=programme)
    if not rows and not leaderless:
        raise PlanError("no_targets")
    lacking: dict[str, list[Target]] = {"lacks": [], "lacks_number": []}
    with transaction.atomic():
        leader = line_of(form, "leader")
        if not leader and "leads_itself" in form:
            leader = programme.organisation.name
        if leader:
            planning.lead_tasks(programme, leaderless, leader, request.user)
        seen = rows.select_related("task__lead", "duty__directive").order_by("pk")
        for target in seen.prefetch_related("gauges__register", "places", "task__partners"):
            try:
                _hold_for_own(request, target)
                _date_task(request, target, programme.ends_on if "date_all" in form else None)
                _set_how_much(request, target)
                is_counted = count_anew(request, target)
            except (PlanError, WrittenError, RegisterError) as error:
                error.details["task"] = target.task.number
                raise
            if not is_counted and not target.lacks:
                lacking["lacks" if has_number(target) else "lacks_number"].append(target)
        for name, some in lacking.items():
            if some:
                said = line_of(form, name) or line_of(form, "lacks")
                planning.say_lacks(programme, some, said, request.user)


def _numbers(form: QueryDict, name: str) -> list[int]:
    return [int(n) for n in form.getlist(name) if re.fullmatch(r"[0-9]{1,9}", n)]


def has_number(target: Target) -> bool:
    """Whether it is said how much a target shall reach, be it a share or a count."""
    return target.threshold is not None or bool(target.duty and target.duty.value is not None)


def _date_task(request: HttpRequest, target: Target, otherwise: date | None) -> None:
    """Give a task without a day the one that was set to its target, or the one for all others."""
    task, until = target.task, day_of(request.POST, f"until-{target.pk}") or otherwise
    if task.original_deadline is not None or until is None:
        return
    values = {
        "title": task.title, "field": task.field, "product": task.product,
        "original_deadline": until,
    }  # fmt: skip
    bodies = str(task.lead or ""), [str(one) for one in task.partners.all()]
    planning.change_task(task, task.version, values, bodies, request.user)
    task.refresh_from_db()


def _set_how_much(request: HttpRequest, target: Target) -> None:
    """Set the share and the last day where they were written otherwise."""
    form, number = request.POST, target.pk
    said = number_of(form, f"share-{number}") if form.get(f"share-{number}") else None
    kept = target.threshold, target.amount
    threshold, amount = kept if said is None else _how_much(said, bool(target.amount))
    ends_on = day_of(form, f"until-{number}") or target.ends_on
    if (threshold, amount, ends_on) == (*kept, target.ends_on):
        return
    begins_on = target.begins_on
    if ends_on < begins_on and target.duty is not None:
        # it has to be ready before the plan begins: on the way since it was asked for
        begins_on = min(begins_on, target.duty.directive.issued_on)
    values = {
        "title": target.title, "relation": target.relation, "threshold": threshold,
        "amount": amount, "begins_on": begins_on, "ends_on": ends_on,
        "milestones": _drawn_to(target, ends_on, threshold),
        "counts_alike": target.counts_alike,
    }  # fmt: skip
    places = [place.pk for place in target.places.all()]
    planning.set_target(target, whole_of(form, f"version-{number}"), values, places, request.user)
    target.threshold, target.amount = threshold, amount


def _how_much(said: float | None, is_amount: bool) -> tuple[float | None, int | None]:
    """Return the share to reach, and the amount that it is of where a number is to be there."""
    if said is None:
        return None, None
    if not is_amount:
        return said / 100, None
    if said != int(said):
        raise planning.PlanError("amount", field="threshold")
    return 1.0, int(said)


def _drawn_to(target: Target, ends_on: date, threshold: float | None) -> list[list[object]]:
    """Return the expected line drawn to another last day and share; what lies after it goes."""
    kept = [[day, share] for day, share in target.milestones if day < str(ends_on)]
    reached_its_end = bool(target.milestones) and target.milestones[-1][0] == str(target.ends_on)
    if not reached_its_end or threshold is None:
        return kept
    return [
        *(point for point in kept if point[0] != str(target.ends_on)),
        [str(ends_on), threshold],
    ]


def keep_target(request: HttpRequest, target: Target) -> None:
    """Take a target's part of the form of its task: how much, when, where, what counts it."""
    form = own_part(request.POST, target)
    _hold_for_own(request, target)
    if "relation" in form:
        _change_target(request, target, form)
    if not count_anew(request, target) and form.get("lacks", target.lacks) != target.lacks:
        planning.say_lack(target, line_of(form, "lacks"), request.user)


def own_part(form: QueryDict, target: Target) -> dict[str, str]:
    """Return what was written of one target, by the names of its fields."""
    return {name: form[f"{name}-{target.pk}"] for name in _FIELDS if f"{name}-{target.pk}" in form}


def put_back(form: QueryDict, target: Target) -> None:
    """Let what was written of a target stand in the form that is shown again."""
    target.written = own_part(form, target)
    target.written_units = form.getlist(f"unit-{target.pk}")
    target.chosen = form.get(f"by-{target.pk}", "")


def _change_target(request: HttpRequest, target: Target, form: dict[str, str]) -> None:
    said, is_amount = number_of(form, "threshold"), form.get("kind") == "amount"
    threshold, amount = _how_much(said, is_amount)
    values = {
        # one that is called as its task has no title of its own
        "title": line_of(form, "title") if "title" in form else target.title,
        "relation": form["relation"],
        "threshold": threshold,
        "amount": amount,
        "begins_on": day_of(form, "begins_on") or target.begins_on,
        "ends_on": day_of(form, "ends_on") or target.ends_on,
        "milestones": _milestones(form.get("milestones", "")),
        "counts_alike": "counts_alike" in form,
    }
    asked = request.POST.getlist(f"unit-{target.pk}")
    codes = [code for code in asked if re.fullmatch("[0-9]{5}", code)][:_MOST_UNITS]
    units = list(city_communes(today()).filter(code__in=codes).values_list("pk", flat=True))
    same = all(_alike(getattr(target, name), value) for name, value in values.items())
    if same and {place.pk for place in target.places.all()} == set(units):
        return
    version = whole_of(request.POST, f"version-{target.pk}")
    planning.set_target(target, version, values, units, request.user)
    target.refresh_from_db()


def _alike(kept: object, written: object) -> bool:
    """Whether a field says what it said: percents are shown with few places after the comma."""
    if isinstance(kept, float) and isinstance(written, float):
        return abs(kept - written) < 1e-9
    return kept == written


def _milestones(text: str) -> list[list[object]]:
    """Read lines of a day and a share: "30/6/2026 50"."""
    points = []
    for line in text.replace("\0", "").splitlines()[:_MOST_MILESTONES]:
        if line.strip():
            day, _gap, share = line.strip().rpartition(" ")
            said = {"day": day, "share": share.rstrip("%")}
            on, number = day_of(said, "day"), number_of(said, "share")
            if on is None or number is None:
                raise PlanError("milestone")
            points.append([str(on), number / 100])
    return sorted(points)


def count_anew(request: HttpRequest, target: Target) -> bool:
    """Let what was chosen beside a target count it; say whether anything counts it now."""
    gauge = gauge_of(target, today())
    chosen = _chosen(request.POST, target)
    if chosen and chosen != key_of(gauge):
        _count_by(request, target, chosen)
    return bool(chosen) or gauge is not None


def _hold_for_own(request: HttpRequest, target: Target) -> None:
    """Hold a target for which a register is to be opened, before anything of it is changed."""
    if _chosen(request.POST, target).startswith(f"{OWN}:"):
        seen = whole_of(request.POST, f"version-{target.pk}")
        planning.hold_target(target, seen, request.user)


def _chosen(form: QueryDict, target: Target) -> str:
    return line_of(form, f"other-{target.pk}") or line_of(form, f"by-{target.pk}")


def key_of(gauge: Gauge | None) -> str:
    """Return what counts a target as its list of choices has it; empty where nothing does."""
    if gauge is None:
        return ""
    return f"register:{gauge.register.key}" if gauge.register else f"measure:{gauge.measure}"


def _count_by(request: HttpRequest, target: Target, chosen: str) -> None:
    """Take "measure:households-coded", "register:post-offices", or a register yet to be opened."""
    kind, _colon, key = chosen.partition(":")
    if kind == OWN:
        open_in_table(request, target, key)
    elif kind == "register":
        register = get_object_or_404(Register, key=key)
        planning.count_by(target, request.user, register=register)
    else:
        planning.count_by(target, request.user, measure=key)
