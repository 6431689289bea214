"""Opening a register, wording it anew, and for how long its counts are believed."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from diaban.spine.evidence.models import Register, ShelfLife
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.organisations import Field
from diaban.spine.places.models import Level

LONGEST_LIFE_DAYS = 3_660
# the addresses of pages stand beside those of registers
RESERVED = frozenset({"new"})
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_KEY = 60


class RegisterError(ValueError):
    """A register that cannot be kept so.

    ``reason``: ``no_standing`` (only the department), ``key``, ``key_taken``, ``words`` (one is
    missing), ``level``, ``shelf_life``, ``too_early`` (a day before the last that was set).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        # of what it was to be a register, where whoever asked for it knows
        self.details: dict[str, object] = {}


@dataclass(frozen=True, slots=True)
class Words:
    """What a register is called, what one of the counted is called, and where that is written."""

    title_vi: str
    title_en: str
    noun_vi: str
    noun_en: str
    source: str
    field: str = ""

    def check(self) -> None:
        """Raise RegisterError where a word is missing or too long."""
        for name, text in asdict(self).items():
            most = Register._meta.get_field(name).max_length
            if len(text) > most or (not text.strip() and name != "field"):
                raise RegisterError("words")
        if self.field and self.field not in Field.values:
            raise RegisterError("words")


def open_register(
    key: str, words: Words, level: str, shelf_life_days: int | None, actor: User
) -> Register:
    """Open a register for everybody to fill. Raises RegisterError."""
    _require_department(actor)
    if not _KEY.fullmatch(key) or len(key) > _MOST_KEY or key in RESERVED:
        raise RegisterError("key")
    words.check()
    if level not in {Level.COMMUNE, Level.PROVINCE}:
        raise RegisterError("level")
    _check_life(shelf_life_days)
    with transaction.atomic():
        if Register.objects.filter(key=key).exists():
            raise RegisterError("key_taken")
        try:
            with transaction.atomic():
                made = Register.objects.create(
                    key=key, level=level, shelf_life_days=shelf_life_days,
                    opened_at=timezone.now(), opened_by=actor, **asdict(words),
                )  # fmt: skip
        except IntegrityError:  # somebody else was quicker by a moment
            raise RegisterError("key_taken") from None
        facts = asdict(words) | {"level": level, "shelf_life_days": shelf_life_days}
        record(actor, "register.opened", f"register:{key}", facts)
    return made


def reword(register: Register, words: Words, actor: User) -> bool:
    """Let a register be called otherwise; return whether anything was. Raises RegisterError."""
    _require_department(actor)
    words.check()
    with transaction.atomic():
        kept = Register.objects.select_for_update().get(pk=register.pk)
        new = words_changed(kept, words)
        if not new:
            return False
        facts = {**new, "before": {name: getattr(kept, name) for name in new}}
        for one in (kept, register):
            for name, text in new.items():
                setattr(one, name, text)
        kept.save(update_fields=list(new))
        record(actor, "register.reworded", f"register:{kept.key}", facts)
    return True


def words_changed(register: Register, words: Words) -> dict[str, str]:
    """Return the words that are otherwise than the register's own."""
    return {name: text for name, text in asdict(words).items() if text != getattr(register, name)}


def set_shelf_life(register: Register, days: int | None, valid_from: date, actor: User) -> bool:
    """Let counts be believed for so many days from a day on; return whether that is new.

    Days before keep their rule, so that what was shown of them stays. Raises RegisterError.
    """
    _require_department(actor)
    _check_life(days)
    with transaction.atomic():
        Register.objects.select_for_update().get(pk=register.pk)
        lives = list(register.shelf_lives.order_by("valid_from", "pk"))
        opened_on = timezone.localdate(register.opened_at)
        if valid_from < (lives[-1].valid_from if lives else opened_on):
            raise RegisterError("too_early")
        before = register.shelf_life_on(valid_from)
        if before == days:
            return False
        ShelfLife.objects.create(
            register=register, days=days, valid_from=valid_from, set_at=timezone.now(), set_by=actor
        )
        facts = {"shelf_life_days": days, "from": str(valid_from)}
        facts["before"] = {"shelf_life_days": before}
        record(actor, "register.shelf_life_set", f"register:{register.key}", facts)
    return True


def _check_life(days: int | None) -> None:
    if days is not None and not 1 <= days <= LONGEST_LIFE_DAYS:
        raise RegisterError("shelf_life")


def _require_department(actor: User) -> None:
    if actor.role != Role.DEPARTMENT:
        raise RegisterError("no_standing")
