"""Changes a registry at random, in a process of its own beside the server that serves it.

`key` prints a key of the whole city. `change SEED` acts until its input ends: doors are collected,
corrected, merged, parted, retired, certified, and lots stand and fall. `tell` prints what a copy
must hold: each door as programs read it, by its identifier.
"""

import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402 - Django must be set up first
from django.utils import timezone  # noqa: E402
from tests.registry import MIDDLE, door, observe  # noqa: E402

from diaban.spine.addresses import public_doors  # noqa: E402
from diaban.spine.addresses.coding import run_coding  # noqa: E402
from diaban.spine.addresses.joining import roots_of  # noqa: E402
from diaban.spine.addresses.merging import merge, split  # noqa: E402
from diaban.spine.addresses.models import Act, Address, Life  # noqa: E402
from diaban.spine.addresses.observing import Statement  # noqa: E402
from diaban.spine.addresses.steps import say, take_steps  # noqa: E402
from diaban.spine.certification import auditing  # noqa: E402
from diaban.spine.certification.certifying import (  # noqa: E402
    certify,
    close_batch,
    open_batch,
    withdraw_certification,
)
from diaban.spine.certification.models import Finding  # noqa: E402
from diaban.spine.certification.readiness import ready  # noqa: E402
from diaban.spine.certification.standing import Standing, standings_of  # noqa: E402
from diaban.spine.parties.api_clients import find_or_add_client  # noqa: E402
from diaban.spine.parties.api_keys import KeyTerms, Scope, make_key  # noqa: E402
from diaban.spine.parties.models import Role, User, local_operator  # noqa: E402
from diaban.spine.places.models import Charge, Unit  # noqa: E402
from diaban.spine.places.units import city_communes, today  # noqa: E402
from diaban.web.api.answering import current_codes  # noqa: E402
from diaban.web.api.verification import write_door  # noqa: E402

ENOUGH = 1_000_000_000
LOT = 12


def make_a_key() -> None:
    city = city_communes(today()).first().parent
    client = find_or_add_client(local_operator(), "follower", units=[city])
    ends = timezone.now() + timedelta(days=1)
    terms = KeyTerms(frozenset({Scope.READ}), ends, ENOUGH, ENOUGH, ENOUGH)
    print(make_key(local_operator(), client, terms)[1])


def tell() -> None:
    numbers = list(everybody().values_list("pk", flat=True))
    doors = public_doors.read_doors(numbers, None)
    standings, ready_codes = standings_of(doors), current_codes()
    told = {
        one.identifier: {
            **write_door(one, ready_codes),
            "certification": standings.get(number, Standing.NONE).name.lower(),
        }
        for number, one in doors.items()
        # a key of the city has its communes; what lies in none is told to nobody
        if one.commune is not None
    }
    json.dump(told, sys.stdout)


def everybody():
    return Address.objects.everywhere("a test changes all")


class Source:
    """One act after another, each as its people would do it."""

    def __init__(self, seed: int) -> None:
        self.whims = random.Random(seed)
        self.operator = local_operator()
        self.auditor, _made = User.objects.get_or_create(
            username="auditor", defaults={"role": Role.AUDITOR}
        )
        city = city_communes(today()).first().parent
        Charge.objects.get_or_create(user=self.auditor, unit=city)
        self.merged: list[int] = []

    def acts(self) -> list[Callable[[], object]]:
        return [self.collect, self.correct, self.merge, self.split, self.retire, self.certify,
                self.withdraw, self.decide_a_lot, self.code]  # fmt: skip

    def some(self, count: int, **which: object) -> list[int]:
        rows = everybody().filter(parent=None, merged_into=None, **which).exclude(life=Life.RETIRED)
        numbers = list(rows.values_list("pk", flat=True))
        return self.whims.sample(numbers, min(count, len(numbers)))

    def statement(self) -> Statement:
        return Statement("survey", self.operator)

    def collect(self) -> int:
        fresh = self.whims.randrange(10**9)
        place = MIDDLE[0] + self.whims.uniform(-0.01, 0.01), MIDDLE[1]
        rows = [door(f"{fresh}-{n}", place, house_number=str(n), street="Mới") for n in range(5)]
        observe(*rows)
        return len(rows)

    def correct(self) -> int:
        number = f"{self.whims.randrange(400)}B"
        facts = {one: {"house_number": number} for one in self.some(5)}
        with transaction.atomic():
            say(facts, Act.CORRECTION, self.statement())
        return len(facts)

    def merge(self) -> int:
        kept, other = self.some(2)
        merge(kept, other, "same", self.operator)
        self.merged.append(other)
        return 1

    def split(self) -> int:
        if not self.merged:
            return 0
        one = self.merged.pop(self.whims.randrange(len(self.merged)))
        if roots_of([one]).get(one, one) == one:
            return 0
        split(one, "not the same", self.operator)
        return 1

    def retire(self) -> int:
        with transaction.atomic():
            take_steps(self.some(2), Life.RETIRED, self.statement())
        return 2

    def certify(self) -> int:
        units = ready(self.operator).exclude(commune=None).values_list("commune", flat=True)
        if not (choice := list(units.distinct().order_by("commune"))):
            return 0
        unit = Unit.objects.get(pk=self.whims.choice(choice))
        waiting = list(ready(self.operator, unit).values_list("pk", flat=True)[:LOT])
        return certify(self.operator, unit, waiting)

    def withdraw(self) -> int:
        with transaction.atomic():
            certified = self.some(2, life=Life.CERTIFIED)
            return withdraw_certification(self.operator, certified, "objection")

    def decide_a_lot(self) -> int:
        unit = next((u for u in Unit.objects.all() if open_batch(self.operator, u)), None)
        if unit is None:
            return 0
        batch = open_batch(self.operator, unit)
        close_batch(self.operator, batch)
        batch.refresh_from_db()
        try:
            audit = auditing.draw(self.auditor, batch)
            falls = self.whims.random() < 0.5
            for one in audit.checks.all():
                auditing.check(self.auditor, one, Finding.NOT_FOUND if falls else Finding.STANDS)
            auditing.conclude(self.auditor, audit)
        except auditing.AuditError:
            return 0
        return audit.population

    def code(self) -> int:
        run_coding(self.operator)
        return 1


def change(seed: int) -> None:
    """Act until the input ends; then print how often each act changed something."""
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    source, counts = Source(seed), Counter()
    acts = source.acts()
    turn, began = 0, time.monotonic()
    while not ended.is_set() or turn < 3 * len(acts):
        # each in turn at first, then as it comes
        act = acts[turn % len(acts)] if turn < 2 * len(acts) else source.whims.choice(acts)
        counts[act.__name__] += bool(act())
        turn += 1
        counts["turns"] += 1
        time.sleep(0.02)
    source.code()
    json.dump({**counts, "seconds": round(time.monotonic() - began)}, sys.stdout)


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    {"key": make_a_key, "change": lambda: change(int(rest[0])), "tell": tell}[what]()
