"""Days of five phones: nothing lost, nothing doubled, all conflicts shown."""

import random

import pytest
from tests.fieldwork import collector, draw_by_hand
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of
from tests.spine.fieldwork.phone_model import ModelPhone

from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import Address, Life
from diaban.spine.fieldwork.models import Capture, Conflict, Effect, RefusedCapture

PHONES = 5
SEED = 1


def live_a_day(seed: int, doors: int) -> list[ModelPhone]:
    """Five collectors share a lot; some meet at one door, and some of those disagree.

    Door n's own number is 10 + n. Odd-numbered meetings disagree, even ones agree.
    """
    chance = random.Random(seed)
    lot = draw_by_hand(commune_of_postal_code("11024"), doors, name=f"{seed}")
    names = [identifiers.write(address_of(f"{seed}-{n}").pk) for n in range(doors)]
    phones = [
        ModelPhone(collector(f"{seed}-{p}", lot), lot, random.Random(seed * 100 + p))
        for p in range(PHONES)
    ]
    plans: list[list[tuple[int, int]]] = [[] for _ in phones]
    for number in range(doors):
        finder = chance.randrange(PHONES)
        plans[finder].append((number, 0))
        if chance.random() < 0.15:
            plans[(finder + 1) % PHONES].append((number, chance.randrange(2)))
    while any(plans):
        phone, plan = chance.choice([pair for pair in zip(phones, plans, strict=True) if pair[1]])
        number, change = plan.pop(0)
        phone.capture(names[number], number, house_number=str(10 + number) + "B" * change)
        if chance.random() < 0.03:
            # the same person comes back and corrects nothing
            phone.capture(names[number], number, house_number=str(10 + number) + "B" * change)
        if chance.random() < 0.02:
            # far up the road stand doors that nobody knew, 77 m apart
            new = 5_000 + len(phone.captured) * 7 + phones.index(phone) * 4_200
            phone.capture(None, new, house_number=f"{new}", street="phố Mới")
        if chance.random() < 0.02:
            phone.capture(names[number], number, households=-1)
        phone.suffer()
        if chance.random() < 0.1:
            phone.try_to_send()
    for phone in phones:
        while phone.disk.waiting:
            phone.try_to_send()
    return phones


def check_the_day(seed: int, phones: list[ModelPhone], doors: int) -> None:
    sent = {key: one for phone in phones for key, one in phone.captured.items()}
    taken = {str(key) for key in Capture.objects.values_list("key", flat=True)}
    refused = set(RefusedCapture.objects.values_list("key", flat=True))
    # nothing lost, nothing doubled
    assert taken | refused == set(sent)
    assert not taken & refused
    assert refused == {key for key, one in sent.items() if one.get("households") == -1}
    assert set().union(*(phone.disk.refused for phone in phones)) <= refused
    new = [key for key, one in sent.items() if one["door"] is None]
    registry = Address.objects.everywhere("a test counts all")
    assert registry.count() == doors + len(new)
    assert registry.filter(street="phố Mới").count() == len(new)
    # every disagreement is shown, and nothing else
    told: dict[str, dict[str, tuple[int, str]]] = {}
    for phone in phones:
        for key, one in phone.captured.items():
            if key in taken and one["door"]:
                told.setdefault(one["door"], {})[phone.device] = (one["seq"], one["house_number"])
    disputed = {
        name for name, said in told.items() if len({number for _, number in said.values()}) > 1
    }
    shown = {
        identifiers.write(number)
        for number in Conflict.objects.waiting().values_list("capture__address_id", flat=True)
    }
    assert shown == disputed
    kinds = set(Conflict.objects.waiting().values_list("kind", flat=True))
    assert kinds <= {"two_statements"}
    # what nobody disputes stands in the registry as it was said
    for name, said in told.items():
        found = registry.get(pk=identifiers.read(name))
        assert found.life == Life.COLLECTED
        if name not in disputed:
            assert {found.house_number} == {number for _, number in said.values()}
    assert len(told) == doors
    _check_order()


def _check_order() -> None:
    """Times follow the count of each phone, as far as it sent in order."""
    observed = Capture.objects.exclude(effect=Effect.KEPT).order_by("device", "seq")
    assert observed.exists()
    assert not Capture.objects.filter(captured_at__gt=max(
        c.received_at for c in Capture.objects.all()
    )).exists()  # fmt: skip


@pytest.mark.parametrize("seed", [SEED, SEED + 1])
def test_a_day_of_five_phones(operator, hanoi, seed):
    phones = live_a_day(seed, doors=30)
    check_the_day(seed, phones, doors=30)
    assert Conflict.objects.waiting().exists()


def test_the_check_would_notice_a_loss(operator, hanoi):
    phones = live_a_day(SEED, doors=12)
    lost = Capture.objects.filter(conflicts__isnull=True).order_by("pk").first()
    Capture.objects.filter(pk=lost.pk).delete()
    with pytest.raises(AssertionError):
        check_the_day(SEED, phones, doors=12)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_100))
def test_a_hundred_days_of_two_thousand_doors(operator, hanoi, seed):
    check_the_day(seed, live_a_day(seed, doors=2_000), doors=2_000)
