"""Publishing again each day, once somebody has begun to."""

from __future__ import annotations

import logging
from datetime import date

from diaban.exchange.open_data.publishing import PublicationIsRunningError, publish
from diaban.exchange.open_data.versions import list_versions
from diaban.spine.parties.models import local_operator
from diaban.spine.privacy.published_figures import publish_figures
from diaban.spine.runs.models import Kind, Run, State

logger = logging.getLogger(__name__)


def publication_is_due(day: date) -> bool:
    """Say whether a version of today is still to be made.

    Whether a city's registry is open at all is for people to decide: the first version is theirs,
    except of the made-up city. What failed today is tried again tomorrow, or by hand.
    """
    if Run.objects.filter(kind=Kind.PUBLICATION, started_at__date__gte=day).exists():
        return False
    return bool(list_versions()) or _holds_the_made_up_city_alone()


def _holds_the_made_up_city_alone() -> bool:
    built = Run.objects.filter(kind=Kind.DEMONSTRATION, state=State.DONE).exists()
    return built and not Run.objects.filter(kind=Kind.IMPORT, synthetic=False).exists()


def publish_daily(day: date) -> bool:
    """Publish if it is due; say whether anything was done."""
    if not publication_is_due(day):
        return False
    try:
        publish(local_operator(), day)
        publish_figures(local_operator(), day)
    except PublicationIsRunningError:
        return False
    except Exception:
        logger.exception("publishing open data broke off")
    return True
