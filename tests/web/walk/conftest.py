"""The made-up city of ``./run up``, furnished so that no page of it is empty."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone
from tests.web.pages.conftest import own_folders  # noqa: F401 - fixture
from tests.web.walk.furnishing import Furnished, furnish

from diaban.exchange.demonstration import CityRequest, build_demonstration
from diaban.exchange.demonstration_deliveries import demonstrate_deliveries
from diaban.exchange.demonstration_field import demonstrate_field_work
from diaban.exchange.demonstration_handover import demonstrate_handover
from diaban.exchange.demonstration_notices import demonstrate_letters
from diaban.exchange.demonstration_sectors import demonstrate_sectors
from diaban.exchange.programme_2021 import load_programme
from diaban.sectors.post.presence import demo as presence
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.duplicates import propose_everywhere
from diaban.spine.addresses.search_entries import index_waiting
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.parties.models import Role, User, local_operator

HOUSEHOLDS = 5_000


@pytest.fixture
def folders(settings: Any, tmp_path: Any) -> None:
    settings.PHOTO_FOLDER = tmp_path / "photos"
    settings.OPEN_DATA_FOLDER = tmp_path / "open-data"
    settings.QUOTA_FOLDER = tmp_path / "quotas"
    settings.FIGURE_FOLDER = tmp_path / "figures"
    settings.REACH_FOLDER = tmp_path / "reach"


@pytest.fixture
def few_weeks(few_days: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer days of the same: a page shows one as it shows ten weeks."""
    monkeypatch.setattr(presence, "WEEKS", 5)


@pytest.fixture
def furnished(
    transactional_db: None, official_hanoi: Any, folders: None, few_weeks: None
) -> Furnished:
    """A city with work under way, and a department's administrator who has signed in before."""
    operator = local_operator()
    build_demonstration(operator, CityRequest(HOUSEHOLDS, seed=2021))
    run_coding(operator)
    demonstrate_field_work(operator)
    run_coding(operator)
    demonstrate_letters()
    demonstrate_deliveries(operator)
    demonstrate_handover(operator)
    propose_everywhere()
    index_waiting()
    load_programme(operator)
    demonstrate_sectors(operator)
    bring_up_to_date()
    chief = User.objects.create(
        username="chief", role=Role.DEPARTMENT, is_administrator=True, joined_at=timezone.now()
    )
    TOTP.activate(chief, generate_totp_secret())
    RecoveryCodes.activate(chief)
    Authenticator.objects.create(
        user=chief, type=Authenticator.Type.WEBAUTHN, data={"name": "máy ở bàn", "credential": {}}
    )
    return furnish(chief)
