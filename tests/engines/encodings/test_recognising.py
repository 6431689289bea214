import importlib.util
import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from diaban.engines import encodings
from diaban.engines.encodings import (
    EncodingError,
    decode,
    decode_line,
    decode_lines,
    is_syllable,
    mend_text,
    recognise,
    second_encoding,
    unread_bytes,
)
from diaban.engines.encodings.byte_tables import TABLES

_SPEC = importlib.util.spec_from_file_location(
    "text_encodings", Path(__file__).parents[3] / "benchmarks" / "text_encodings.py"
)
lists = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(lists)

TEXT = "Mã,Số nhà,Đường phố\n1,12 ngõ 5,Nguyễn Trãi\n2,7,Quán Thánh\n3,9,Lý Thường Kiệt\n"
EIGHT_BIT = ("windows-1258", "tcvn3", "vni", "viscii")
# every letter of the language in small letters
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


@pytest.mark.parametrize("name", EIGHT_BIT)
def test_every_small_letter_survives_each_encoding(name: str):
    assert decode(lists.encoder(name)(LETTERS), name) == LETTERS


@pytest.mark.parametrize("name", ["windows-1258", "vni", "viscii"])
def test_every_capital_survives_the_encodings_that_have_them(name: str):
    assert decode(lists.encoder(name)(LETTERS.upper()), name) == LETTERS.upper()


@pytest.mark.parametrize("name", ["TCVN", "VISCII"])
def test_the_tables_agree_with_iconv(name: str):
    if not lists.has_iconv():
        pytest.skip("iconv is not on this machine")
    ours = {"TCVN": "tcvn3", "VISCII": "viscii"}[name]
    assert decode(lists.iconv(LETTERS, name), ours) == LETTERS


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"\xa7\xdea ch\xd8", "tcvn3", "Địa chỉ"),
        (b"\xd1\xf2a ch\xe6", "vni", "Địa chỉ"),
        (b"\xd0i\xf2a chi\xd2", "windows-1258", "Địa chỉ"),
        (b"C\xe9ng ho\xb5", "tcvn3", "Cộng hoà"),
        (b"H\xb5 N\xe9I", "tcvn3", "HÀ NỘI"),
        (b"PH\xd6\xd4\xd8NG", "vni", "PHƯỜNG"),
    ],
)
def test_known_strings_are_read(data: bytes, encoding: str, text: str):
    assert decode(data, encoding) == text


@pytest.mark.parametrize("name", [*EIGHT_BIT, "utf-8", "utf-16-le", "utf-16-be", "utf-8-twice"])
def test_an_address_list_of_three_rows_is_recognised(name: str):
    data = lists.encoder(name)(TEXT)
    found = recognise(data)
    assert (found.encoding, found.unclear) == (name, False)
    assert decode(data, name).lower() == TEXT.lower()


def test_byte_order_marks_name_utf_16():
    assert recognise("ab".encode("utf-16")).encoding == "utf-16-le"
    assert recognise(b"\xfe\xff\x00a").encoding == "utf-16-be"


def test_text_without_vietnamese_is_left_western_or_ascii():
    assert recognise(b"plain text").encoding == "ascii"
    assert recognise("Société Générale, Besançon".encode("cp1252")).encoding == "windows-1252"


def test_one_word_that_two_encodings_read_is_unclear_and_both_are_shown():
    found = recognise("T\xfa".encode("latin-1"))
    assert found.unclear
    assert {"Tú", "Tỳ"} <= {found.reading, found.runner_up_reading}


def test_a_sample_may_end_within_a_letter():
    assert recognise("phố Huế".encode()[:-1], whole=False).encoding == "utf-8"


def test_lines_of_another_encoding_are_read_by_themselves():
    lines = TEXT.splitlines(keepends=True)
    data = b"".join(
        lists.encoder("tcvn3" if i in {1, 3} else "utf-8")(line) for i, line in enumerate(lines)
    )
    assert recognise(data + "Hàng Đào\nHàng Bạc\n".encode()).is_mixed
    assert decode_lines(data, "utf-8") == TEXT
    legacy = lists.encoder("vni")(TEXT) + "Số nhà, đường phố\n".encode()
    assert decode_lines(legacy, "vni") == TEXT + "Số nhà, đường phố\n"


def test_a_line_that_fits_nothing_keeps_its_bytes_to_be_told():
    text = decode_lines(b"a\nb\xc0\xb1\xf0\xffc\n", "utf-8")
    assert text.startswith("a\nb")
    assert unread_bytes(text) == "C0 B1 F0 FF"
    assert unread_bytes(decode_line(b"T\xfa")) == "FA"
    assert second_encoding([]) is None


def test_utf_16_is_decoded_by_lines_too():
    assert decode_lines("Số\n".encode("utf-16-le"), "utf-16-le") == "Số\n"


def test_bytes_without_meaning_are_refused_with_their_place():
    with pytest.raises(EncodingError) as caught:
        decode(b"ab\xb0", "tcvn3")
    assert caught.value.at == 2
    with pytest.raises(EncodingError):
        decode("Số".encode(), "utf-8-twice")
    with pytest.raises(EncodingError):
        decode(b"\xff", "utf-8")
    with pytest.raises(ValueError, match="none of"):
        decode(b"a", "koi8-r")


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("đường", True), ("Hoà", True), ("hòa", True), ("quý", True), ("giếng", True),
     ("đưòng", False), ("cácn", False), ("hẦ", False), ("mắt", True), ("màt", False)],
)  # fmt: skip
def test_words_are_held_against_the_grammar_of_syllables(word: str, is_one: bool):
    assert is_syllable(word) is is_one


def shown(text: str, name: str) -> str:
    """Return text as a program without the font shows it."""
    return "".join(TABLES["windows-1252"][b] for b in lists.encoder(name)(text))


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_a_column_in_a_legacy_font_is_mended(name: str):
    words = ["Nguyễn Trãi", "Lý Thường Kiệt", "Tú Mỡ", "Main street", ""]
    mended = mend_text(pl.Series([shown(w, name) for w in words]))
    assert mended.texts.to_list() == words
    assert (mended.encoding, mended.unclear) == (name, {})


def test_a_right_column_is_not_touched():
    right = pl.Series(["Nguyễn Trãi", "Tú", "Café", "100 m²", "§ 5", None])
    mended = mend_text(right)
    assert mended.texts.to_list() == right.to_list()
    assert (mended.encoding, mended.mended) == (None, 0)


def test_in_a_mixed_column_each_cell_is_decided_and_a_doubtful_one_is_told():
    cells = ["Nguyễn Trãi", shown("Lý Thường Kiệt phường", "tcvn3"), "Tú ®"]
    mended = mend_text(pl.Series([*cells, "Tú"]))
    assert mended.texts.to_list()[:2] == ["Nguyễn Trãi", "Lý Thường Kiệt phường"]
    assert mended.unclear["Tú"] in {("Tú", "Tỳ"), ("Tỳ", "Tú")}
    assert mended.texts.to_list()[3] == "Tú"


def test_cells_of_utf_8_written_twice_are_mended():
    twice = lists.encode_twice("ngõ chợ").decode()
    mended = mend_text(pl.Series([twice]))
    assert (mended.texts.to_list(), mended.encoding) == (["ngõ chợ"], "utf-8-twice")


def test_of_two_hundred_lists_nearly_all_are_recognised_and_none_wrongly():
    files = [f for f in lists.make_files(random.Random(5), []) if len(f[2]) < 20_000]
    verdicts = Counter(lists.judge(*file) for file in files)
    assert verdicts["wrong"] == 0
    assert verdicts["right"] >= 0.99 * len(files)


def test_the_public_names_are_documented():
    assert all(getattr(encodings, name).__doc__ for name in ("recognise", "decode", "mend_text"))


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("ấu Triệu", "Ấu Triệu"),
        ("1;ấu Triệu;x", "1;Ấu Triệu;x"),
        ("1,ấu Triệu", "1,Ấu Triệu"),
        ("12 ngõ ỷ Lan", "12 ngõ Ỷ Lan"),
        ("nhà ở Hàng Gai", "nhà ở Hàng Gai"),
        ("ý kiến", "ý kiến"),
        ("ấu, Triệu", "ấu, Triệu"),
        ("STT;Họ và tên", "STT;Họ và tên"),
        ("HÀ NộI, Họ", "HÀ NỘI, HỌ"),
    ],
)
def test_abc_text_gets_the_capitals_that_its_fonts_lack(shown: str, meant: str):
    assert decode(lists.encoder("tcvn3")(shown), "tcvn3") == meant


def test_a_column_that_says_nothing_follows_the_columns_beside_it():
    lanes = pl.Series(["Ngoõ 75, ngaùch 2", "12", None])
    assert mend_text(lanes).mended == 0
    assert mend_text(lanes, "vni").texts.to_list() == ["Ngõ 75, ngách 2", "12", None]
    assert mend_text(pl.Series(["Hoà Bình", "phố Huế"]), "vni").texts.to_list() == [
        "Hoà Bình",
        "phố Huế",
    ]
