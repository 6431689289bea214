"""What a check tells of a list as a whole: rows elsewhere than they say, addresses that change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.exchange.importing.conftest import REFORM

from diaban.exchange.importing import foreseeing
from diaban.exchange.importing.pipeline import ImportRequest, Plan, plan_import, run_import
from diaban.spine.places.areas import Areas
from diaban.spine.places.models import Unit

HEAD = "Mã,Số nhà,Đường phố,Mã xã,Vĩ độ,Kinh độ\n"
Request = Callable[..., ImportRequest]


def rows(*, street: str = "Phố Một", lat: float = 21.03, number: int = 0, count: int = 20) -> str:
    return HEAD + "".join(
        f"{i},{i + number},{street},00004,{lat + i * 1e-5:.6f},105.84\n" for i in range(count)
    )


def words(plan: Plan) -> list[str]:
    return [note.say("vi") for note in plan.notes]


@pytest.fixture
def drawn(city: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Official ground: south of 21.03 lies Hoàn Kiếm, north of it Ba Đình."""
    south, north = (Unit.objects.get(code=c, valid_from=REFORM).pk for c in ("00070", "00004"))
    numbers = np.array([south, north])

    class Halves:
        def locate(self, lat: np.ndarray, lng: np.ndarray) -> np.ndarray:
            return (lat >= 21.03).astype(np.int64)

    areas = Areas(date(2026, 1, 1), numbers, Halves(), numbers, {}, None)
    monkeypatch.setattr(foreseeing, "areas_in_force", lambda on: areas)
    monkeypatch.setattr(foreseeing, "has_official_ground", lambda on: True)


@pytest.mark.usefixtures("drawn")
def test_rows_outside_the_commune_that_they_state_are_counted(request_for: Request) -> None:
    plan = plan_import(request_for(rows(lat=21.02995)))
    assert "5 trên 20 dòng nằm ngoài xã, phường mà chính dòng đó ghi: kiểm tra hệ tọa độ." in words(
        plan
    )
    assert plan_import(request_for(rows(lat=21.02997))).notes == []


@pytest.mark.usefixtures("city")
def test_known_addresses_that_would_move_far_are_told(request_for: Request) -> None:
    request = request_for(rows())
    run_import(request)
    plan = plan_import(request_for(rows(lat=21.04)))
    assert any("20 địa chỉ đã có sẽ dời vị trí, giữa là 1,1 km." in note for note in words(plan))
    assert (plan.counts["known"], plan.counts["would_change"], plan.counts["new"]) == (20, 20, 0)


@pytest.mark.usefixtures("city")
def test_a_running_number_taken_for_an_identifier_shows_itself(request_for: Request) -> None:
    run_import(request_for(rows()))
    told = words(plan_import(request_for(rows(street="Phố Hai"))))
    assert len(told) == 1
    assert "20 dòng đang mang mã của địa chỉ khác (ví dụ mã 0: “Phố Một” → “Phố Hai”)" in told[0]


@pytest.mark.usefixtures("city")
def test_the_same_list_again_would_change_nothing_and_is_told_nothing_of(
    request_for: Request,
) -> None:
    request = request_for(rows())
    run_import(request)
    plan = plan_import(request)
    assert (plan.counts["would_stay"], plan.counts["would_change"], plan.notes) == (20, 0, [])
    made_up = plan_import(replace(request, synthetic=True))
    assert made_up.counts["would_change"] == run_import(made_up_request(request)).counts["updated"]


def made_up_request(request: ImportRequest) -> ImportRequest:
    return replace(request, synthetic=True)


@pytest.mark.usefixtures("city")
def test_a_list_without_positions_is_told_to_get_no_codes(request_for: Request) -> None:
    bare = "Mã,Số nhà,Đường phố\n" + "".join(f"{i},{i},Phố Một\n" for i in range(20))
    assert words(plan_import(request_for(bare)))[0].startswith(
        "không dòng nào có vị trí: sẽ chưa cấp được mã."
    )
    one = rows(count=1) + "".join(f"x{i},{i},Phố Một,,,\n" for i in range(19))
    assert words(plan_import(request_for(one)))[0].startswith("chỉ 1 trên 20 dòng có vị trí")


@pytest.mark.usefixtures("city")
def test_every_reason_has_an_example_and_counts_rows(request_for: Request) -> None:
    formulas = "".join(f"f{i},=1,=2,00004,21.03,105.84\n" for i in range(30))
    plan = plan_import(request_for(rows() + formulas + "z,1,Phố Một,00004,21.03,abc\n"))
    assert plan.problem_counts["formula"] == 30
    assert {problem.code for problem in plan.first_problems} == set(plan.problem_counts)
