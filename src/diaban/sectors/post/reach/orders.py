"""What the pages of reach order of the worker: a survey, and a computation of proposals."""

from __future__ import annotations

from dataclasses import fields

from diaban.sectors.post.reach.proposing import ProposalError, Wanted, propose
from diaban.sectors.post.reach.survey import is_due, survey_ordered
from diaban.spine.parties.models import local_operator
from diaban.spine.runs.jobs import last_ordered, order_job
from diaban.spine.runs.models import Run, State
from diaban.spine.sectors import DailyDuty, JobSpec

SURVEY, PROPOSALS = "post-reach", "post-proposals"
_WHY_NOT = {
    "no_survey": "Chưa có lần đo mức độ tiếp cận nào.\nThere is no survey of access yet.",
    "no_roads": "Bản đồ nền chưa có đường.\nNo streets are drawn on the base map.",
    "served": "Mọi hộ biết được đều có điểm trong 3 km.\nEvery known household has a point near.",
}


def order_daily() -> None:
    """Order a survey where anything has changed: a duty is short, the survey takes a minute."""
    if is_due():
        order_job(local_operator(), SURVEY, {})


def propose_ordered(run: Run) -> None:
    """Do what a page ordered; why nothing can be proposed stands in the report."""
    known = {one.name for one in fields(Wanted)}
    wanted = Wanted(**{name: value for name, value in run.order.items() if name in known})
    try:
        found = propose(run.actor, wanted, run)
    except ProposalError as error:
        run.report = {"refused": _WHY_NOT[error.reason]}
    else:
        run.report = {"set": found.pk, "gained": found.gained, "bound": found.bound}
        run.synthetic = found.synthetic
    run.save(update_fields=["report", "synthetic"])


def unfinished(name: str) -> Run | None:
    """Return the last run of a job where a reader should know of it: under way, or in vain."""
    run = last_ordered(name)
    if run is None or (run.state == State.DONE and "refused" not in run.report):
        return None
    return run


DAILY = (DailyDuty("post_reach", order_daily),)
JOBS = (
    JobSpec(SURVEY, "Đo mức độ tiếp cận của các hộ", "Survey of access", survey_ordered),
    JobSpec(PROPOSALS, "Tính đề xuất nơi phục vụ", "Proposals of where to serve", propose_ordered),
)

__all__ = ["DAILY", "JOBS", "PROPOSALS", "SURVEY", "order_job", "unfinished"]
