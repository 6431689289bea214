"""Once a day the register is brought up to what the register of addresses knows by now."""

from __future__ import annotations

from diaban.sectors.post.choices import Decider, Resolution
from diaban.sectors.post.models import Point
from diaban.sectors.post.register.resolving import AT_ONCE, resolve
from diaban.sectors.post.register.stating import Saying, rebuild
from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import today
from diaban.spine.runs.jobs import order_job
from diaban.spine.runs.models import Run
from diaban.spine.sectors import DailyDuty, JobSpec

ADDRESSES = "post-addresses"
SOURCE = "dò địa chỉ hằng ngày"


def order_following() -> None:
    """Order the day's work: a duty holds one transaction, and this may take a minute."""
    order_job(local_operator(), ADDRESSES, {})


def following_ordered(run: Run) -> None:
    run.report = follow_again()
    run.save(update_fields=["report"])


def follow_again() -> dict[str, int]:
    """Follow again what led to no address yet, and move points with the addresses they have.

    Each step writes briefly. Returns how many points were followed and moved.
    """
    rows = Point.objects.everywhere("a daily duty").present()
    open_ones = rows.exclude(resolution=Resolution.ADDRESS).exclude(resolved_by=Decider.PERSON)
    saying = Saying(local_operator(), SOURCE, today())
    followed = resolve(list(open_ones.values_list("pk", flat=True)), saying)
    placed = list(rows.filter(address__isnull=False).values_list("pk", flat=True))
    for start in range(0, len(placed), AT_ONCE):
        rebuild(placed[start : start + AT_ONCE])
    return {"followed": followed.total(), "placed": len(placed)}


DAILY = (DailyDuty("post_addresses", order_following),)
JOBS = (
    JobSpec(ADDRESSES, "Dò lại địa chỉ của các điểm", "Addresses of the points, followed again",
            following_ordered),
)  # fmt: skip
