"""How far work is that a page ordered, for any page that shows it."""

from __future__ import annotations

from typing import Any

from django import template

from diaban.spine.runs.models import Run, State
from diaban.web.access import may_open

register = template.Library()


@register.inclusion_tag("sectors/_run.html", takes_context=True)
def run_state(context: dict[str, Any], run: Run) -> dict[str, Any]:
    """Tell a run's state, its progress and why it failed, with the way to pause it or go on."""
    from diaban.web.pages.import_runs import describe  # noqa: PLC0415 - only where it is shown

    told = describe(run)
    may_change = may_open(context["request"].user, "import_run")
    return {**told, "may_change": may_change, "has_failed": run.state == State.FAILED}
