"""Figures of months as open data: files without a figure of few, and a catalogue for portals."""

import csv
import io
import json
import re
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone

from diaban.exchange.open_data.dcat import CONTEXT, write_catalogue
from diaban.exchange.open_data.figure_files import FigureFile
from diaban.spine.evidence.keeping import Words, open_register
from diaban.spine.evidence.reading import places_of
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.figures.declaring import measures
from diaban.spine.places.units import today
from diaban.spine.privacy.published_figures import publish_figures

# the properties of each class that DCAT-AP 3.0 has, as far as we use them; + is mandatory there
VOCABULARY = {
    "dcat:Catalog": {
        "+dct:title", "+dct:description", "+dct:publisher", "dct:language", "foaf:homepage",
        "dcat:dataset", "dct:issued", "dct:modified", "dct:license", "dct:spatial",
    },
    "dcat:Dataset": {
        "+dct:title", "+dct:description", "dct:identifier", "dct:issued", "dct:modified",
        "dct:publisher", "dct:spatial", "dct:temporal", "dct:language", "dct:conformsTo",
        "dct:provenance", "dct:accrualPeriodicity", "dcat:keyword", "dcat:landingPage",
        "dcat:distribution", "dcat:version",
    },
    "dcat:Distribution": {
        "+dcat:accessURL", "dcat:downloadURL", "dcat:mediaType", "dcat:byteSize", "spdx:checksum",
        "dct:title", "dct:issued", "dct:modified", "dct:license", "dct:conformsTo", "dct:format",
    },
    "spdx:Checksum": {"+spdx:algorithm", "+spdx:checksumValue"},
    "foaf:Organization": {"+foaf:name"},
    "dct:Location": {"skos:prefLabel"},
    "dct:PeriodOfTime": {"dcat:startDate", "dcat:endDate"},
    "dct:LicenseDocument": {"dct:title"},
    "dct:ProvenanceStatement": {"dct:description"},
}  # fmt: skip


@pytest.fixture
def published(hanoi, operator, settings, tmp_path):
    settings.FIGURE_FOLDER, settings.OPEN_DATA_FOLDER = tmp_path / "figures", tmp_path / "data"
    words = Words("Đài có người", "Stations with staff", "đài", "stations", "1/2021")
    register = open_register("stations", words, "commune", None, operator)
    units = list(places_of(register, today()).order_by("code")[:4])
    day = today().replace(day=1) - timedelta(days=1)
    counts = ((41, 60, 15), (52, 70, 0), (63, 63, 0), (3, 44, 0))
    said = [Said(unit, day, *count) for unit, count in zip(units, counts, strict=True)]
    state(register, said, operator, Source("a.xlsx", synthetic=True))
    publish_figures(operator, today())
    return day, units


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_file_holds_month_ends_by_unit_and_nothing_of_few(published):
    day, units = published
    answer = Client().get("/data/figures/evidence-stations.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    city, *rows = rows_of(answer)
    assert (city["as_of"], city["unit_code"], city["synthetic"]) == (str(day), "01", "true")
    assert (city["numerator"], city["denominator"], city["unknown"]) == ("150", "230", "20")
    # 150 is 150 to 159, 250 is 250 to 259
    assert (city["low"], city["high"]) == ("0.5791", "0.7259")
    by_code = {row["unit_code"]: row for row in rows}
    assert set(by_code) == {unit.code for unit in units}
    few = by_code[units[3].code]
    assert (few["numerator"], few["denominator"], few["low"]) == ("", "40", "")
    assert sum(row["numerator"] == row["denominator"] == "" for row in rows) == 1
    assert not any(row["numerator"] in {"41", "52", "63", "3"} for row in rows)


def test_what_is_not_published_has_no_file(published):
    assert Client().get("/data/figures/evidence-none.csv").status_code == 404
    assert Client().get("/data/figures/measure-households-coded.csv").status_code == 404


def test_the_page_lists_the_files_and_the_catalogue(published):
    page = Client().get("/data/").content.decode()
    assert "/data/figures/evidence-stations.csv" in page
    assert "/data/catalogue.jsonld" in page


def nodes(value):
    """Yield every node of a JSON-LD document that has a class."""
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)
    elif isinstance(value, dict):
        if str(value.get("@type", "")) in VOCABULARY:
            yield value
        for name, one in value.items():
            if name != "@context":
                yield from nodes(one)


def test_the_catalogue_uses_only_terms_of_the_vocabulary_and_all_that_are_mandatory(published):
    answer = Client().get("/data/catalogue.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    told = json.loads(answer.content)
    assert told["@context"] == CONTEXT
    found = list(nodes(told))
    assert {"dcat:Catalog", "dcat:Dataset", "dcat:Distribution", "spdx:Checksum"} <= {
        node["@type"] for node in found
    }
    for node in found:
        terms = VOCABULARY[node["@type"]]
        used = {name for name in node if not name.startswith("@")}
        assert used - {term.lstrip("+") for term in terms} == set(), node
        assert {term[1:] for term in terms if term.startswith("+")} - used == set(), node
        assert {name.partition(":")[0] for name in used} <= set(CONTEXT)
        for name in used:
            assert isinstance(node[name], str | list) or set(node[name]) & {
                "@value",
                "@id",
                "@type",
            }


def test_the_catalogue_tells_size_checksum_time_and_that_data_are_made_up(published):
    day, _ = published
    told = json.loads(Client().get("/data/catalogue.jsonld").content)
    [one] = [d for d in told["dcat:dataset"] if d["dct:identifier"] == "evidence-stations"]
    [file] = one["dcat:distribution"]
    url = file["dcat:downloadURL"]["@id"]
    assert url == "http://testserver/data/figures/evidence-stations.csv"
    content = Client().get(url.removeprefix("http://testserver")).content
    assert file["dcat:byteSize"]["@value"] == str(len(content))
    assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == sha256(content).hexdigest()
    assert file["dcat:mediaType"]["@id"].endswith("/text/csv")
    end = one["dct:temporal"]["dcat:endDate"]["@value"]
    assert date.fromisoformat(end) == day
    made_up = {w["@language"]: w["@value"] for w in one["dct:provenance"]["dct:description"]}
    assert "mô phỏng" in made_up["vi"]
    assert "Synthetic" in made_up["en"]
    assert {word["@value"] for word in one["dcat:keyword"]} == {"Hà Nội", "synthetic"}


def worded(value):
    """Yield every text of a JSON-LD document that says its language."""
    if isinstance(value, list):
        for one in value:
            yield from worded(one)
    elif isinstance(value, dict):
        if "@language" in value:
            yield value["@language"], value["@value"]
        for one in value.values():
            yield from worded(one)


def test_each_text_of_the_catalogue_is_in_the_language_that_it_says(published):
    now = timezone.now()
    files = [
        FigureFile(f"measure-{spec.name}", spec.title_vi, spec.title_en, spec.source, now, now,
                   today(), today(), synthetic=True, content=b"", sha256="0")
        for spec in measures().values()
    ]  # fmt: skip
    told = write_catalogue(lambda path: f"https://example.org{path}", None, files, today())
    texts = list(worded(told))
    in_english = [text for language, text in texts if language == "en"]
    assert [text for text in in_english if not text.isascii()] == []
    in_vietnamese = [text for language, text in texts if language == "vi"]
    assert [text for text in in_vietnamese if re.search(r" / | the |Diaban|Synth", text)] == []
    about = {
        one["dct:identifier"].removeprefix("measure-"): dict(worded(one["dct:description"]))
        for one in told["dcat:dataset"]
    }
    assert set(about) == set(measures())
    assert all("Làm tròn xuống hàng chục" in one["vi"] for one in about.values())
    assert all("Rounded down to ten" in one["en"] for one in about.values())
    coded, certified = about["households-coded"], about["households-certified"]
    assert "Vpostcode" in coded["vi"], "the source of the rule"
    assert "cited in the Vietnamese description" in coded["en"]
    assert "Định nghĩa của Địa bàn." in certified["vi"]
    assert "Diaban's own definition." in certified["en"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_names_of_the_columns_wrap_on_a_phone(open_page, live_server, published):
    page = open_page("phone")
    page.goto(live_server.url + "/data/")
    assert page.get_by_text("as_of, unit_code").is_visible()
    # of the page as laid out: what a phone zooms out to is as wide as the widest line
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
