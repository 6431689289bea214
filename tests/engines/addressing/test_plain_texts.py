"""Texts written plainly are read with less work, and mean what they mean when read at length."""

import random
import unicodedata

import pytest
from tests.engines.addressing.conftest import TODAY

from diaban.engines.addressing.directory import Directory, Way
from diaban.engines.addressing.door_array import DoorArray
from diaban.engines.addressing.door_indexing import written_way
from diaban.engines.addressing.list_searching import search_list
from diaban.engines.addressing.matching import read_question
from diaban.engines.addressing.parsing import parse
from diaban.engines.addressing.place_reader import PlaceReader
from diaban.engines.addressing.plain_texts import read_plain_text
from diaban.engines.addressing.registered import Columns, read_columns
from diaban.engines.addressing.searching import Searcher, search, search_at_length

STREETS = (
    "phố Hàng Bông", "phố Hàng Đào", "đường Láng", "phố Ỷ La", "đường Trần Duy Hưng", "phố Huế",
    "phố Đặng Văn Ngữ", "đường Chiến Thắng", "phố Tràng Tiền", "đường Lê Văn Lương", "phố Duy Tân",
    "đường số 4",
)  # fmt: skip
HAMLETS = ("thôn Dược Hạ", "thôn Đông Ngàn", "xóm Chùa", "thôn 15")
LANES = ("", "", "ngõ 53", "ngách 68 ngõ 53", "hẻm 2 ngách 68 ngõ 53", "ngách 53/68")
COMMUNES = {
    "phường Hoàn Kiếm": 1, "phường Khương Đình": 2, "phường Hà Đông": 3, "xã Nội Bài": 4,
    "phường Văn Miếu - Quốc Tử Giám": 5, "phường Yên Nghĩa": 6,
}  # fmt: skip
OLD = {
    "phường Hàng Gai, quận Hoàn Kiếm": 1, "phường Thượng Đình, quận Thanh Xuân": 2,
    "P. Hạ Đình, Q. Thanh Xuân": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def registry(gazetteer):
    """Some doors of every street and hamlet in every commune, each with what is asked for it."""
    numbers = {
        unit.key: COMMUNES[name]
        for unit in gazetteer.units
        if unit.in_force and unit.level == 2 and gazetteer.units[unit.province].code == "01"
        if (name := f"{unit.kind} {unit.name}") in COMMUNES
    }
    assert len(numbers) == len(COMMUNES)
    rng = random.Random(5)
    doors = []
    for commune in COMMUNES.values():
        for way in (*STREETS, *HAMLETS):
            for house in rng.sample(range(1, 300), 6):
                lanes = rng.choice(LANES)
                street, place = (way, "") if way in STREETS else ("", way)
                doors.append((commune, Columns(str(house), lanes, street, place)))
    addresses = [read_columns(n, c, columns) for n, (c, columns) in enumerate(doors, start=1)]
    ways = {
        (form, one.commune): Way(form, one.commune, written_way(one, form))
        for one in addresses
        for form in one.forms
    }
    reader = PlaceReader(gazetteer, numbers, TODAY, set(COMMUNES.values()))
    return Searcher(reader, Directory(ways.values()), DoorArray(addresses)), addresses


def ask(rng, address):
    """Write a registered door as people write it."""
    columns = address.columns
    head = f"{rng.choice(('', 'Số ', 'SN ', 'số nhà '))}{columns.house_number}"
    if columns.lanes and rng.random() < 0.7:
        head = f"{head} {columns.lanes}"
    elif columns.lanes:
        lanes = [n for n in columns.lanes.replace("/", " ").split() if n.isdigit()]
        ordered = lanes if "/" in columns.lanes else lanes[::-1]
        head = "/".join([*ordered, columns.house_number])
    street = columns.street
    if rng.random() < 0.2 and not street.endswith("số 4"):
        street = street.split(" ", 1)[-1]
    parts = [f"{head}{rng.choice(('', ','))} {street}".strip(" ,")] if street else [head]
    if columns.locality:
        parts.append(columns.locality)
    elif rng.random() < 0.3:
        parts.append(rng.choice(("tổ 4", "TDP số 12", "tổ dân phố 7")))
    names = [name for name, commune in {**COMMUNES, **OLD}.items() if commune == address.commune]
    parts.append(rng.choice(names))
    parts.append(rng.choice(("Hà Nội", "TP. Hà Nội", "HN")))
    text = ", ".join(parts)
    return without_marks(text) if rng.random() < 0.3 else text


def without_marks(text):
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def test_plain_texts_lead_to_what_reading_them_at_length_leads_to(registry):
    searcher, addresses = registry
    rng = random.Random(11)
    plain = 0
    for address in rng.sample(addresses, 250):
        text = ask(rng, address)
        plain += searcher.reader.read_plainly(text) is not None
        short, long = search(text, searcher), search_at_length(text, searcher)
        assert told(short) == told(long), text
        assert short.best == pytest.approx(long.best, abs=0.01), text
        assert short.matches[0].address.columns[:3] == address.columns[:3], text
    assert plain > 220


def test_a_list_finds_what_each_of_its_texts_finds_alone(registry, gazetteer):
    searcher, addresses = registry
    rng = random.Random(17)
    texts = [ask(rng, address) for address in rng.sample(addresses, 120)]
    # letters left out and doors that are not registered, and what is no address
    texts += [text.replace("ng", "n", 1) for text in texts[:60]]
    texts += [f"9{text}" for text in texts[:60]] + ["", "Huế", "tòa CT2A, 9 Hàng Bông"]
    alone = [search(text, searcher, 1) for text in texts]
    parsed = {text: parse(text, gazetteer) for text in texts[::2]}
    assert list(search_list(texts, searcher, 1, parsed)) == alone
    assert {bool(one.matches) for one in alone} == {bool(one.nearest) for one in alone}


def told(answer):
    doors = [(match.address.number, match.reasons) for match in (*answer.matches, *answer.nearest)]
    return doors, answer.reasons, [way.way for way in answer.ways]


def test_what_a_plain_text_asks_for_is_what_the_reader_finds_in_it(registry):
    reader = registry[0].reader
    rng = random.Random(13)
    for address in rng.sample(registry[1], 150):
        text = ask(rng, address)
        asked = reader.read_plainly(text)
        if asked is not None:
            long = read_question(*reader.read(text))
            assert (asked.doors, asked.street, asked.street_text, asked.locality) == (
                long.doors, long.street, long.street_text, long.locality,
            ), text  # fmt: skip
            assert asked.within.communes.keys() == long.within.communes.keys(), text


@pytest.mark.parametrize(
    "text",
    [
        "Hàng Bông 9, phường Hoàn Kiếm",
        "tòa CT2A, 9 Hàng Bông, phường Hoàn Kiếm",
        "12 bis phố Hàng Bông, phường Hoàn Kiếm",
        "3/2, Hàng Bông, phường Hoàn Kiếm",
        "9 ngõ 5 ngõ 7 Hàng Bông, phường Hoàn Kiếm",
        "9 Hàng Bông Hoàn Kiếm",
        "9, số 4, phường Hoàn Kiếm",
        "9 Hoàn Kiếm, Hà Nội",
        "9, tổ 4, phường Hoàn Kiếm",
        "0912345678 Hàng Bông, phường Hoàn Kiếm",
        unicodedata.normalize("NFD", "9 phố Hàng Bông, phường Hoàn Kiếm"),
        "9 " * 200,
        "",
    ],
)
def test_what_is_not_written_plainly_is_left_to_the_reader(text):
    assert read_plain_text(text) is None


def test_a_commune_with_a_slip_or_without_its_end_is_read_plainly(registry):
    searcher = registry[0]
    for end in ("P. Khuơng Đìn, Hà Nội", "phường Khương Đ", "phuong khuong dinh, hn"):
        asked = searcher.reader.read_plainly(f"9 phố Duy Tân, {end}")
        assert list(asked.within.communes) == [2], end
