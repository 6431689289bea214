"""A small city for the pages: the real units, a handful of made-up addresses, known figures."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from tests.hanoi import forget_tiles
from tests.web.import_steps import empty_city  # noqa: F401 - fixture

from diaban.engines import vpostcode
from diaban.spine.addresses.models import Address, CodeState, Life, PostalQuality, RejectedRow
from diaban.spine.parties.models import local_operator
from diaban.spine.places.models import HouseholdCount, Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, postal_codes_of, today
from diaban.spine.runs.models import Generation, Run

DOOR = (21.028511, 105.854167)
DOOR_CODE = "110242VH3CM3"
# files of the application are named by these generations: no test may meet another's
_generations = itertools.count(1_000, 10)


@dataclass(frozen=True)
class City:
    """What the tests know of the seeded city."""

    hoan_kiem: Unit
    ba_dinh: Unit
    rejected_run: Run
    door: Address


@pytest.fixture(autouse=True)
def own_folders(
    settings: Any,
    index_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.INDEX_FOLDER = index_folder
    monkeypatch.setenv("DIABAN_SECRET_KEY", "only for tests")
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path))


@pytest.fixture
def communes(official_hanoi: None, index_folder: Path) -> dict[str, Unit]:
    """The real units with boundaries that count as official; no address yet."""
    # of the units whatever is kept was drawn on the ground of every test (`hanoi` sees to it)
    forget_tiles(index_folder, keep={"units"})
    number = next(_generations)
    for name in ("addresses", "household_counts"):
        Generation.objects.update_or_create(name=name, defaults={"number": number})
    return {unit.code: unit for unit in city_communes(today())}


@pytest.fixture
def city(communes: dict[str, Unit]) -> City:
    """Seven households: four of them coded, one confirmed; every kind of thing to do."""
    codes = {code: pk for pk, code in postal_codes_of(today()).items()}
    hoan_kiem = Unit.objects.get(pk=codes["11024"])
    ba_dinh = Unit.objects.get(pk=codes["11120"])
    run = Run.objects.create(
        kind="import", actor=local_operator(), file_name="thang-7.xlsx", synthetic=True
    )
    _add_addresses(hoan_kiem, ba_dinh)
    for unit, count in ((hoan_kiem, 10), (ba_dinh, 4)):
        HouseholdCount.objects.create(
            unit=unit, count=count, as_of=date(2026, 10, 1), source="Thống kê", synthetic=True
        )
    RejectedRow.objects.create(
        run=run,
        row_number=12,
        cells=[["số nhà", "7"], ["vĩ độ", "=1+1"]],
        problems=[{"code": "header_missing", "row": 12, "field": "", "value": "", "params": {}}],
    )
    Generation.grow("addresses")
    return City(hoan_kiem, ba_dinh, run, Address.objects.get(pk=1))


def _add_addresses(hoan_kiem: Unit, ba_dinh: Unit) -> None:
    old = {unit.name: unit for unit in city_communes(LAST_THREE_TIER_DAY)}
    here = _address(1, DOOR, hoan_kiem, former=old["Lý Thái Tổ"], life=Life.CONFIRMED)
    tower = _address(2, (21.0290, 105.8545), hoan_kiem, former=old["Lý Thái Tổ"], households=False)
    flats = [
        _address(3 + n, (21.0290, 105.8545), hoan_kiem, parent_id=2, unit=f"P{n}", former=former)
        for n, former in enumerate((old["Lý Thái Tổ"], old["Hàng Trống"]))
    ]
    at_home = _address(5, (21.0368, 105.8346), ba_dinh, official_code="111202RPMPRJ")
    waiting = [
        _address(6, None, ba_dinh, code_state=CodeState.NO_POSITION),
        _address(7, (21.0370, 105.8347), ba_dinh, code_state=CodeState.TOO_COARSE),
        _address(8, (10.0, 106.0), None, code_state=CodeState.OUTSIDE),
    ]
    Address.objects.bulk_create([here, tower, *flats, at_home, *waiting])


def _address(
    number: int,
    position: tuple[float, float] | None,
    commune: Unit | None,
    **extra: Any,
) -> Address:
    lat, lng = position or (None, None)
    state = extra.pop("code_state", CodeState.CODED)
    households = extra.pop("households", True)
    postal = postal_codes_of(today()).get(commune.pk, "") if commune else ""
    coded = state == CodeState.CODED
    return Address(
        id=number,
        synthetic=True,
        is_household=households,
        house_number=str(10 + number),
        street="Phố Thử",
        lat_e7=round(lat * 1e7) if position else None,
        lng_e7=round(lng * 1e7) if position else None,
        okey=vpostcode.order_key(lat, lng) if position else None,
        commune=commune,
        code_state=state,
        vpostcode=postal + vpostcode.encode_tail(lat, lng) if coded else "",
        postal_quality=extra.pop("postal_quality", PostalQuality.CONFIRMED),
        former_is_certain=extra.get("former") is not None and number == 1,
        **extra,
    )


@dataclass
class Traffic:
    """Counts the requests that the served city is still answering."""

    started: int = 0
    finished: int = 0

    def start(self, **told: Any) -> None:
        self.started += 1

    def finish(self, **told: Any) -> None:
        self.finished += 1

    def wait_for_quiet(self) -> None:
        """Wait: a page that was closed half-way still reads what the next test would empty."""
        deadline, quiet_since = time.monotonic() + 20, time.monotonic()
        while time.monotonic() < min(deadline, quiet_since + 0.3):
            if self.started > self.finished:
                quiet_since = time.monotonic()
            time.sleep(0.02)


@pytest.fixture
def site(transactional_db: None, city: City, live_server: Any, map_library: None) -> Iterator[str]:
    """A served city for the browser; the address it answers on."""
    traffic = Traffic()
    request_started.connect(traffic.start)
    request_finished.connect(traffic.finish)
    yield live_server.url
    traffic.wait_for_quiet()
    request_started.disconnect(traffic.start)
    request_finished.disconnect(traffic.finish)
