"""A phone and the office that it sends to; the office is kept in memory."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from django.db import transaction
from tests.in_browser import QUIET, find_chromium
from tests.web.pages.conftest import DOOR, own_folders
from tests.web.phone import fake_office

from diaban.spine.basemap.models import MapKind, MapSource
from diaban.spine.basemap.storing import Feature, store_features
from diaban.spine.parties.models import local_operator
from diaban.spine.runs.models import Run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

__all__ = ["own_folders"]

# a software renderer on a busy machine is slow
PATIENCE = 30_000
HERE = {"latitude": DOOR[0], "longitude": DOOR[1], "accuracy": 6}
PHONE = {
    "viewport": "small phone",
    "locale": "vi-VN",
    "permissions": ["geolocation"],
    "geolocation": HERE,
}


@pytest.fixture
def office(settings: Any, transactional_db: None, live_server: Any) -> fake_office.Office:
    """An office that gave out one lot of twelve doors, with a street and a lake beneath it."""
    settings.ROOT_URLCONF = "tests.web.phone.fake_office"
    fake_office.office.__init__()
    fake_office.open_lot(7, "Phố Thử, đoạn 1", 12, DOOR)
    draw_ground()
    return fake_office.office


def draw_ground() -> None:
    lat, lng = DOOR
    street = shapely.linestrings([(lng - 0.004, lat + 1e-4), (lng + 0.004, lat + 1e-4)])
    lane = shapely.linestrings([(lng + 3e-4, lat + 1e-4), (lng + 3e-4, lat + 0.002)])
    lake = shapely.box(lng + 2e-4, lat - 0.001, lng + 0.001, lat - 4e-4)
    source = MapSource.objects.create(name="Thử", attribution="© Bản đồ thử")
    run = Run.objects.create(kind="basemap", actor=local_operator())
    features = [
        Feature("1", MapKind.STREET, "primary", "Phố Thử", 8, "{}", street),
        Feature("2", MapKind.STREET, "residential", "Ngõ 3 Phố Thử", 13, "{}", lane),
        Feature("3", MapKind.WATER, "water", "Hồ Thử", 12, "{}", lake),
    ]
    with transaction.atomic():
        store_features(features, source, run)


@pytest.fixture
def field_url(office: fake_office.Office, live_server: Any) -> str:
    return f"{live_server.url}/field/phone/"


@pytest.fixture
def open_phone(open_page: Callable[..., "Page"], field_url: str) -> Callable[..., "Page"]:
    """A phone of 360 × 640 on the collector's page, at the first door, ready to work."""

    def open_one(**options: Any) -> "Page":
        page = open_page(**{**PHONE, **options})
        page.set_default_timeout(PATIENCE)
        page.goto(field_url)
        settle(page)
        return page

    return open_one


def go_offline(page: "Page") -> None:
    """Cut the network once the phone has kept the page itself."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)


def settle(page: "Page", state: str = "done") -> None:
    """Wait until the page is up, has asked the server and has kept what it needs."""
    page.wait_for_selector(f"main[data-sent={state}]")


def stand_at(page: "Page", order: int) -> None:
    """Walk to a door of the lot."""
    lat = DOOR[0] + (order % 2) * 2e-4
    lng = DOOR[1] + (order // 2) * fake_office.STEP_DEGREES
    page.context.set_geolocation({"latitude": lat, "longitude": lng, "accuracy": 6})


class Battery:
    """A browser of its own that dies like a phone: at once, with nothing written down."""

    def __init__(self, kind: "BrowserType", folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "BrowserContext":
        port = self.folder / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        program = find_chromium(SimpleNamespace(chromium=self.kind))
        options = [
            f"--user-data-dir={self.folder}",
            "--remote-debugging-port=0",
            "--headless=new",
            "--accept-lang=vi-VN",
        ]
        self.process = subprocess.Popen(
            [program, *QUIET, *options, "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + PATIENCE / 1000
        while not (port.exists() and port.read_text().strip()):
            assert time.monotonic() < deadline, "the browser did not start"
            time.sleep(0.05)
        number = port.read_text().split()[0]
        return self.kind.connect_over_cdp(f"http://127.0.0.1:{number}").contexts[0]

    def die(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


@pytest.fixture
def battery(browser: "Browser", tmp_path: Path) -> Iterator[Battery]:
    folder = tmp_path / "phone"
    folder.mkdir()
    own = Battery(browser.browser_type, folder)
    yield own
    own.die()
