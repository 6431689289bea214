"""The made-up handover of the made-up city."""

from tests.registry import door, observe

from diaban.exchange.demonstration_handover import demonstrate_handover, handover_is_due
from diaban.spine.addresses.coding import run_coding
from diaban.spine.handovers.models import Handover, Standing
from diaban.spine.runs.models import Kind, Run, State


def test_a_made_up_city_gets_one_handover_labelled_as_made_up(operator, official_hanoi):
    assert not handover_is_due()
    doors = [
        door(
            f"d{n}", (21.0285 + n * 0.0001, 105.8542), house_number=str(2 * n + 1), street="phố Huế"
        )
        for n in range(40)
    ]
    observe(*doors, synthetic=True)
    run_coding(operator)
    Run.objects.create(kind=Kind.DEMONSTRATION, actor=operator, state=State.DONE, synthetic=True)
    assert handover_is_due()
    handover = demonstrate_handover(operator)
    assert handover.run.synthetic
    assert handover.rows.filter(standing=Standing.MATCHED).count() > 25
    assert not handover_is_due()
    assert Handover.objects.count() == 1
