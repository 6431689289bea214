"""The department audits figures: chance draws records, people look, the share is put right."""

import pytest
from django.test import Client
from tests.hanoi import commune_of_postal_code
from tests.registry import MIDDLE, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import SourceKey
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.declaring import measures
from diaban.spine.figures.models import FigureAudit
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge

pytestmark = [pytest.mark.usefixtures("official_hanoi"), pytest.mark.django_db]
HERE, THERE = "11024", "11120"
DRAW = "/programme/audits/draw/"
CONFIRMED, POSITIONED = "households-confirmed", "addresses-positioned"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def city(operator):
    """Sixty doors about the middle, every other one confirmed."""
    observe(*(
        door(f"d{n}", (MIDDLE[0] + n / 20_000, MIDDLE[1]), house_number=str(n), street="Hàng Bài",
             life="confirmed" if n % 2 else "candidate")
        for n in range(60)
    ))  # fmt: skip
    run_coding(operator)
    bring_up_to_date()


@pytest.fixture
def auditor():
    return signed_in("kiemtoan", Role.AUDITOR)


def signed_in(name: str, role: Role, postal_code: str = "") -> Client:
    user, client = User.objects.create(username=name, role=role), Client()
    if postal_code:
        Charge.objects.create(user=user, unit=commune_of_postal_code(postal_code))
    client.force_login(user)
    return client


def drawn(client: Client, **asked: object) -> FigureAudit:
    client.post(DRAW, {"measure": [CONFIRMED, POSITIONED], "width": "10", **asked})
    return FigureAudit.objects.latest("pk")


def here() -> dict[str, str]:
    return {"unit": commune_of_postal_code(HERE).code}


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def find(client: Client, audit: FigureAudit, record, **found: str):
    told = {name.replace("_", "-"): how for name, how in found.items()}
    return client.post(f"/programme/audits/{audit.pk}/records/{record.pk}/", told)


def test_an_auditor_draws_looks_and_reads_the_share_put_right(city, auditor):
    audit = drawn(auditor)
    page = f"/programme/audits/{audit.pk}/"
    assert audit.seed in text(auditor, page)
    for record in audit.records.all():
        find(auditor, audit, record, households_confirmed="no")
    results = text(auditor, page).split('id="results"')[1].split("</table>")[0]
    assert "<strong>0\xa0%</strong>" in results
    assert text(auditor, "/programme/audits/").count(f'href="{page}"') == 2


def test_what_is_looked_at_in_all_figures_waits_no_longer(city, auditor):
    audit = drawn(auditor)
    first, second = audit.records.all()[:2]
    find(auditor, audit, first, households_confirmed="yes", addresses_positioned="untold")
    find(auditor, audit, second, households_confirmed="yes")
    waiting = text(auditor, f"/programme/audits/{audit.pk}/")
    done = text(auditor, f"/programme/audits/{audit.pk}/?show=done")
    assert (f"/records/{first.pk}/" in waiting, f"/records/{first.pk}/" in done) == (False, True)
    assert (f"/records/{second.pk}/" in waiting, f"/records/{second.pk}/" in done) == (True, False)


def test_nobody_looks_at_an_address_they_recorded_themselves(city):
    department = signed_in("so", Role.DEPARTMENT)
    client = signed_in("thuthap", Role.COLLECTOR, HERE)
    audit = drawn(department, **here())
    own, other = audit.records.all()[:2]
    key = SourceKey.objects.get(address=own.record).key
    said = door(key, house_number="1", street="Hàng Bài", life="collected")
    observe(said, actor=User.objects.get(username="thuthap"))
    refused = find(client, audit, own, households_confirmed="yes")
    find(client, audit, other, households_confirmed="yes")
    assert refused["Location"].endswith("refused=own_work")
    assert (own.findings.count(), other.findings.count()) == (0, 1)


def test_who_recorded_all_of_a_list_is_told_so_once(city):
    department = signed_in("so", Role.DEPARTMENT)
    audit = drawn(department, **here())
    keys = {key.address_id: key.key for key in SourceKey.objects.all()}
    for record in audit.records.all():
        said = door(keys[record.record], house_number="1", street="Hàng Bài", life="collected")
        observe(said, actor=User.objects.get(username="so"))
    page = text(department, f"/programme/audits/{audit.pk}/")
    assert page.count("Anh/chị đã tự ghi tất cả các mục này") == 1
    assert "Chính anh/chị đã ghi mục này" not in page


def test_figures_are_offered_by_what_they_count_in_the_order_of_their_limits(city):
    page = text(signed_in("so", Role.DEPARTMENT), "/programme/audits/")
    groups = [part.split("</fieldset>")[0] for part in page.split("<fieldset>")[1:]]
    [reach] = [part for part in groups if "3 km đường bộ" in part and "15 phút" in part]
    assert reach.index(" 3 km đường bộ") < reach.index(" 5 km đường bộ")
    assert len(groups) == len({spec.table for spec in measures().values()})
    assert all(page.count(f'value="{name}"') == 1 for name in measures())


def test_a_collector_of_another_commune_sees_none_of_its_records(city, auditor):
    audit = drawn(auditor, **here())
    client = signed_in("noikhac", Role.COLLECTOR, THERE)
    assert client.get(f"/programme/audits/{audit.pk}/").status_code == 404
    answer = find(client, audit, audit.records.first(), households_confirmed="yes")
    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.COMMUNE, Role.COLLECTOR])
def test_who_reports_figures_draws_no_audit_of_them(city, role):
    answer = signed_in("xa", role, HERE).post(DRAW, {"measure": CONFIRMED, "width": "5"})
    assert answer.status_code == 403
    assert not FigureAudit.objects.exists()


def test_a_record_is_not_asked_of_a_figure_that_it_does_not_belong_to(city, auditor):
    observe(door("shop", is_household=False, house_number="9", street="Hàng Bài"))
    bring_up_to_date()
    audit = drawn(auditor)
    shop = SourceKey.objects.get(key="shop").address_id
    record = audit.records.get(record=shop)
    answer = find(auditor, audit, record, households_confirmed="yes")
    assert answer["Location"].endswith("refused=nothing_found")


def test_a_choice_of_nothing_is_told_on_the_page(city, auditor):
    answer = auditor.post(DRAW, {"width": "5"})
    assert answer["Location"].endswith("refused=no_measures")
    assert 'role="alert"' in text(auditor, answer["Location"])


def test_a_commune_without_records_has_nothing_to_draw(city, auditor):
    unit = commune_of_postal_code(THERE).code
    answer = auditor.post(DRAW, {"measure": CONFIRMED, "width": "5", "unit": unit})
    assert answer["Location"].endswith("refused=nothing_to_draw")


@pytest.mark.parametrize("said", [{"width": "4"}, {"measure": "no-such"}, {"unit": "abc"}])
def test_a_question_that_the_page_does_not_ask_is_not_answered(city, auditor, said):
    assert auditor.post(DRAW, {"measure": CONFIRMED, "width": "5", **said}).status_code == 404
