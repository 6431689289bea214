"""The people of the story, each with a browser of their own, and the street that it is about."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone
from tests.registry import observe
from tests.web.pages.conftest import communes, own_folders  # noqa: F401 - fixtures

from diaban.spine.addresses.coding import BETWEEN, run_coding
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.models import Charge, Unit
from diaban.spine.places.units import postal_codes_of, today
from diaban.spine.runs.models import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page

# a software renderer on a busy machine is slow
PATIENCE = 30_000
DOORS = 10
# Hoàn Kiếm; the doors stand eleven metres apart to the north
FIRST = (21.0285, 105.8540)
STEP = 0.0001


def stand(order: int) -> dict[str, float]:
    """Return where the door of this place in the row is, as a phone knows it."""
    return {"latitude": FIRST[0] + order * STEP, "longitude": FIRST[1], "accuracy": 5}


@pytest.fixture
def hoan_kiem(communes: dict[str, Unit]) -> Unit:  # noqa: F811 - the fixture
    """The commune of the story, with ten doors of an old list that nobody has been to."""
    codes = {code: pk for pk, code in postal_codes_of(today()).items()}
    observe(
        *(
            {
                "source_key": f"old-{n}", "lat_e7": round((FIRST[0] + n * STEP) * 1e7),
                "lng_e7": round(FIRST[1] * 1e7), "accuracy_metres": 8.0,
                "position_source": "imagery", "is_household": True,
                "house_number": str(10 + n), "street": "phố Thử", "held_on": today(),
            }
            for n in range(DOORS)
        ),
        source="old list",
    )  # fmt: skip
    run_coding(local_operator())
    Run.objects.update(finished_at=timezone.now() - BETWEEN)
    return Unit.objects.get(pk=codes["11024"])


@pytest.fixture
def people(hoan_kiem: Unit) -> dict[str, User]:
    """An officer of the commune, two collectors, and the administrator of the department."""
    roles = {
        "hoa": Role.COMMUNE, "lan": Role.COLLECTOR, "minh": Role.COLLECTOR,
    }  # fmt: skip
    made = {name: User.objects.create(username=name, role=role) for name, role in roles.items()}
    for user in made.values():
        Charge.objects.create(user=user, unit=hoan_kiem)
    chief = User.objects.create(username="chief", role=Role.DEPARTMENT, is_administrator=True)
    # who administers a server that others reach has a second factor
    TOTP.activate(chief, generate_totp_secret())
    return {**made, "chief": chief}


@pytest.fixture
def site(live_server: Any, transactional_db: None, settings: Any, tmp_path: Any) -> str:
    settings.PHOTO_FOLDER = tmp_path / "photos"
    settings.OPEN_DATA_FOLDER = tmp_path / "open-data"
    settings.QUOTA_FOLDER = tmp_path / "quotas"
    settings.PUBLIC_NAMES = ["diaban.example.vn"]
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture
def as_user(open_page: Callable[..., "Page"], site: str) -> Callable[..., "Page"]:
    """``as_user(user, "phone")``: a page in a browser in which this user has signed in."""

    def open_as(user: User | None, device: str = "desktop", **options: Any) -> "Page":
        page = open_page(device, **options)
        page.set_default_timeout(PATIENCE)
        if user is not None:
            client = Client()
            client.force_login(user)
            value = client.cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": value, "url": site}])
        return page

    return open_as
