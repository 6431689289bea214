"""The made-up couriers' deliveries are labelled, made once, and tell something of their doors."""

from tests.registry import address_of, door, observe

from diaban.exchange.demonstration_deliveries import deliveries_are_due, demonstrate_deliveries
from diaban.spine.addresses.coding import run_coding
from diaban.spine.deliveries.evidence import evidence_of
from diaban.spine.deliveries.models import Delivery
from diaban.spine.parties.api_keys import ApiKey
from diaban.spine.runs.models import Kind, Run, State


def test_deliveries_of_the_demonstration_are_made_up_and_made_once(official_hanoi, operator):
    assert not deliveries_are_due()
    Run.objects.create(kind=Kind.DEMONSTRATION, actor=operator, state=State.DONE)
    observe(door("1", house_number="12", street="Hàng Bông"), synthetic=True)
    observe(door("true", (21.0290, 105.8545), house_number="14"))
    run_coding(operator)
    assert deliveries_are_due()
    demonstrate_deliveries(operator)
    assert not deliveries_are_due()
    assert set(Delivery.objects.values_list("synthetic", "address")) == {(True, address_of("1").pk)}
    assert evidence_of(address_of("1").pk).risk is not None
    assert {key.purpose for key in ApiKey.objects.all()} == {"mô phỏng"}
