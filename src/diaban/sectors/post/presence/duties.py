"""What the worker does for presence once a day: minutes, and doubts about what is kept of days."""

from __future__ import annotations

from diaban.sectors.post.presence.raising_flags import raise_flags
from diaban.sectors.post.presence.staffing import refresh_lately
from diaban.spine.parties.models import local_operator
from diaban.spine.runs.jobs import order_job
from diaban.spine.runs.models import Run
from diaban.spine.sectors import DailyDuty, JobSpec

PRESENCE = "post-presence"


def order_presence() -> None:
    """Order the day's work: a duty holds one transaction, and this may take many seconds."""
    order_job(local_operator(), PRESENCE, {})


def presence_ordered(run: Run) -> None:
    """Raise doubts, and work the open days out anew. Each step writes briefly."""
    run.report = {"raised": raise_flags(), "days": refresh_lately()}
    run.save(update_fields=["report"])


DAILY = (DailyDuty("post_presence", order_presence),)
JOBS = (
    JobSpec(PRESENCE, "Chứng cứ có mặt hằng ngày", "The day's evidence of presence",
            presence_ordered),
)  # fmt: skip
