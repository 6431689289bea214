"""A certified door's certificate: issued, read back from paper, checked without this server."""

import io
import json
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest
import zxingcpp
from django.test import Client
from PIL import Image

from diaban.exchange.certificates.statement import verify
from diaban.exchange.paper.certificates import CertificatePaper, certificate_pngs
from diaban.spine.addresses.models import Act, Address, Life, Observation
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import today
from diaban.web.commands import entry

CERTIFIED_ON = date(2026, 11, 20)


@pytest.fixture
def certified(city, settings) -> Address:
    settings.PUBLIC_NAMES = ["diaban.example.vn"]
    rows = Address.objects.everywhere("a test certifies one").filter(pk=1)
    rows.update(life=Life.CERTIFIED, synthetic=False)
    say_certified(1)
    return rows.select_related("commune").get()


def say_certified(number: int) -> None:
    Observation.objects.create(
        address_id=number,
        act=Act.LIFE,
        facts='{"life":5}',
        held_on=CERTIFIED_ON,
        learned_at="2026-11-20T08:00:00Z",
        actor=local_operator(),
    )


def text_of(client: Client, address: Address) -> str:
    return client.get(f"/p/{address.identifier}/certificate.txt").content.decode()


def published(client: Client, name: str) -> dict[str, object]:
    return json.loads(client.get(f"/certificates/{name}.json").content)


def test_a_certificate_tells_the_address_and_names_nobody(client, city, certified):
    answer = verify(text_of(client, certified), published(client, "key"))
    assert answer.verdict == "valid"
    assert answer.statement == {
        "kind": "diaban-address-1",
        "id": certified.identifier,
        "code": "110242VH3CM3",
        "basis": "computed",
        "line": "11, Phố Thử",
        "commune": city.hoan_kiem.full_name,
        "commune_code": city.hoan_kiem.code,
        "certified": "2026-11-20",
        "certified_at": "2026-11-20T08:00:00.000Z",
        "issued": today().isoformat(),
    }


def test_the_paper_says_the_same_and_is_made_to_last(client, certified):
    data = client.get(f"/p/{certified.identifier}/certificate.pdf").content
    reader = pypdf.PdfReader(io.BytesIO(data))
    told = " ".join(reader.pages[0].extract_text().split())
    for text in (
        "CHỨNG NHẬN ĐỊA CHỈ",
        "11, Phố Thử",
        "11024 2VH3 CM3",
        "20/11/2026",
        "Mã tính toán",
        certified.identifier,
        "https://diaban.example.vn/certificates/key.json",
    ):
        assert text in told
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert "Chứng nhận địa chỉ này" in client.get(f"/p/{certified.identifier}").content.decode()


def test_the_code_on_the_paper_is_read_back_and_believed(client, certified):
    from diaban.exchange.certificates.registered import statement_of
    from diaban.web.pages.certificates import signed_text

    statement = replace(
        statement_of(certified, today()), line="7/22/85 hẻm 124, " + "phố Dài " * 12
    )
    link = f"https://diaban.example.vn/certificates/verify/#{signed_text(statement)}"
    (page,) = certificate_pngs(CertificatePaper(statement, link, "https://diaban.example.vn"))
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)), zxingcpp.BarcodeFormat.QRCode)
    assert verify(found.text, published(client, "key")).statement == statement.as_json()


def test_what_the_commune_has_not_certified_has_no_certificate(client, city):
    path = f"/p/{city.door.identifier}"
    assert client.get(f"{path}/certificate.pdf").status_code == 404
    assert "Chứng nhận địa chỉ" not in client.get(path).content.decode()


def test_an_address_withdrawn_since_is_published_and_told(client, certified):
    text = text_of(client, certified)
    assert published(client, "withdrawn")["withdrawn"] == []
    Address.objects.everywhere("a test retires one").filter(pk=1).update(life=Life.RETIRED)
    gone = published(client, "withdrawn")
    assert gone["withdrawn"] == [certified.identifier]
    assert verify(text, published(client, "key"), gone).verdict == "withdrawn"
    assert client.get(f"/p/{certified.identifier}/certificate.pdf").status_code == 404


def test_a_certificate_of_a_synthetic_address_says_that_it_has_no_value(client, certified):
    Address.objects.everywhere("a test changes one").filter(pk=1).update(synthetic=True)
    data = client.get(f"/p/{certified.identifier}/certificate.pdf").content
    assert "KHÔNG CÓ GIÁ TRỊ" in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert verify(text_of(client, certified), published(client, "key")).statement["synthetic"]


def test_a_certificate_whose_link_nobody_else_can_follow_says_that_it_is_a_sample(
    client, certified, settings
):
    def said() -> str:
        data = client.get(f"/p/{certified.identifier}/certificate.pdf").content
        return pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()

    assert "KHÔNG CÓ GIÁ TRỊ" not in said()
    settings.PUBLIC_NAMES = []
    assert "KHÔNG CÓ GIÁ TRỊ" in said()


def command(capsys, *words: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        entry.main(["certificate", *map(str, words)])
    return ended.value.code, capsys.readouterr().out


def test_the_command_line_checks_with_two_files_and_speaks_two_languages(
    client, certified, tmp_path, capsys
):
    text = tmp_path / "certificate.txt"
    text.write_text(text_of(client, certified))
    key = tmp_path / "key.json"
    key.write_text(json.dumps(published(client, "key")))
    code, out = command(capsys, "verify", text, "--key", key)
    assert code == 0
    assert out.startswith("Chứng nhận là thật. / The certificate is genuine.")
    assert "11, Phố Thử" in out
    head, body, end = text.read_text().split(".")
    code, out = command(capsys, "verify", f"{head}.{body[:-4]}AAAA.{end}", "--key", key)
    assert code == 1
    assert re.search("bị sửa|không phải chứng nhận", out)
    key.write_text('{"keys": []}')
    assert "sai tệp khóa" in command(capsys, "verify", text, "--key", key)[1]
    gone = tmp_path / "missing.json"
    assert command(capsys, "verify", text, "--key", gone)[0] == 3


def test_keys_are_rotated_and_revoked_by_command(client, certified, capsys):
    first = published(client, "key")["keys"][0]["kid"]
    old = text_of(client, certified)
    second = command(capsys, "rotate")[1].strip()
    assert verify(text_of(client, certified), published(client, "key")).key == second
    assert verify(old, published(client, "key")).holds
    assert command(capsys, "revoke", first)[0] == 0
    assert verify(old, published(client, "key")).verdict == "revoked_key"
    assert command(capsys, "revoke", "nobody")[0] == 3
    written = Entry.objects.filter(act__startswith="certificate_key.").order_by("pk")
    assert list(written.values_list("act", "subject")) == [
        ("certificate_key.made", f"certificate_key:{second}"),
        ("certificate_key.revoked", f"certificate_key:{first}"),
    ]


@pytest.mark.browser
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_browser_checks_without_a_network(site, open_page, device, tmp_path):
    Address.objects.everywhere("a test certifies").filter(pk=1).update(life=Life.CERTIFIED)
    say_certified(1)
    text = text_of(Client(), Address.objects.everywhere("a test reads").get(pk=1))
    page = open_page(device)
    page.goto(f"{site}/certificates/verify/", wait_until="networkidle")
    page.context.set_offline(True)
    page.fill("#text", text)
    page.click("#check button")
    page.wait_for_selector("[data-verdict=valid]")
    told = page.inner_text("#verdict")
    assert "11, Phố Thử" in told
    assert "11024 2VH3 CM3" in told
    assert "20/11/2026" in told
    assert "không có giá trị" in page.inner_text("#verdict")
    head, body, end = text.split(".")
    page.fill("#text", f"{head}.{body}.{'A' * len(end)}")
    page.click("#check button")
    page.wait_for_selector("[data-verdict=tampered]")


@pytest.mark.browser
def test_what_was_withdrawn_a_moment_ago_is_told_where_there_is_a_network(site, open_page):
    one = Address.objects.everywhere("a test certifies one and retires it").filter(pk=1)
    one.update(life=Life.CERTIFIED)
    say_certified(1)
    text = text_of(Client(), one.get())
    # a page of one's own: a page whose requests are watched keeps no copies
    page = open_page("phone").context.browser.new_page()
    page.goto(f"{site}/certificates/verify/#{text}")
    page.wait_for_selector("[data-verdict=valid]")
    one.update(life=Life.RETIRED)
    page.reload()
    page.wait_for_selector("[data-verdict=withdrawn]")
    page.close()
