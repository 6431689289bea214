"""Documents whose letters only a font of TCVN3 or VNI shows right: decoded, and told."""

import pytest
from tests.exchange.directives.test_opening import SPACE, write_docx

from diaban.engines.encodings.byte_tables import TABLES, VNI_PAIRS, VNI_SINGLES, WINDOWS_1252
from diaban.engines.reading import read
from diaban.exchange.directives import open_directive

TEXT = (
    "1. Sở Nội vụ chủ trì, phối hợp với Sở Tài chính rà soát cán bộ trước ngày 15/3/2021.",
    "2. Phấn đấu 90% hộ gia đình có mã địa chỉ trong năm 2021.",
)
TCVN3 = {letter: WINDOWS_1252[byte] for byte, letter in enumerate(TABLES["tcvn3"]) if byte > 0x7F}
VNI = {letter: pair for pair, letter in (VNI_PAIRS | VNI_SINGLES).items()}


def as_shown(text: str, letters: dict[str, str]) -> str:
    """Write a text as the old font keeps it, and any other font shows it."""
    return "".join(letters.get(letter, letter) for letter in text)


def run(words: str, font: str = "") -> str:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    return f'<w:r>{fonts}<w:t xml:space="preserve">{words}</w:t></w:r>'


def line(*runs: str, style: str = "") -> str:
    told = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{told}{''.join(runs)}</w:p>"


def codes(opened) -> list[str]:
    return [note.code for note in opened.notes]


@pytest.mark.parametrize(
    ("font", "letters", "name"),
    [(".VnTime", TCVN3, "TCVN3 (ABC)"), ("VNI-Times", VNI, "VNI-Windows")],
)
def test_runs_in_a_legacy_font_are_decoded_and_told(tmp_path, font, letters, name):
    body = "".join(line(run(as_shown(said, letters), font)) for said in TEXT)
    opened = open_directive(write_docx(tmp_path / "a.docx", body))
    assert opened.text.split("\n") == list(TEXT)
    assert codes(opened) == ["directive_legacy"]
    assert name in opened.notes[0].say("vi")
    assert "soát" in opened.notes[0].say("vi")
    assert "Look it over" in opened.notes[0].say("en")
    assert [duty.lead for duty in read(opened.text).duties] == ["Sở Nội vụ", None]


def test_in_a_mixed_document_only_the_runs_in_the_old_font_are_decoded(tmp_path):
    french = "Théâtre Âu Cơ à la carte"
    body = line(
        run("Rà soát "), run(as_shown("cán bộ", TCVN3), ".VnTime"),
        run(as_shown(" của Thành phố", VNI), "VNI-Helve"), run(f" tại {french}", "Times New Roman"),
    )  # fmt: skip
    opened = open_directive(write_docx(tmp_path / "a.docx", body))
    assert opened.text == f"Rà soát cán bộ của Thành phố tại {french}"
    assert codes(opened) == ["directive_legacy"]
    assert "TCVN3 (ABC), VNI-Windows" in opened.notes[0].say("vi")


def test_a_word_that_two_runs_share_is_decoded_whole(tmp_path):
    shown = as_shown("Quyết định", VNI)
    cut = shown.index("á") if "á" in shown else 4
    body = line(run(shown[:cut], "VNI-Times"), run(shown[cut:], "VNI-Times"))
    assert open_directive(write_docx(tmp_path / "a.docx", body)).text == "Quyết định"


def test_the_font_of_a_style_and_of_the_document_counts_too(tmp_path):
    styles = (
        f'<w:styles xmlns:w="{SPACE}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="VNI-Times"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="Old"><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="Son"><w:basedOn w:val="Old"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
        "</w:styles>"
    )
    said = "Sở Nội vụ rà soát cán bộ"
    body = (
        line(run(as_shown(said, TCVN3)), style="Son") + line(run(as_shown(said, VNI)))
        + line(run(said, "Arial"), style="Son") + line(run(as_shown(said, VNI)), style="Loop")
    )  # fmt: skip
    opened = open_directive(write_docx(tmp_path / "a.docx", body, styles=styles))
    assert opened.text.split("\n") == [said] * 4


def test_the_font_of_capitals_gives_capitals(tmp_path):
    body = line(run(as_shown("Kế hoạch", TCVN3), ".VnTimeH"))
    assert open_directive(write_docx(tmp_path / "a.docx", body)).text == "KẾ HOẠCH"


def test_letters_that_a_symbol_font_keeps_in_the_private_area_are_read_too(tmp_path):
    shown = as_shown("Sở Nội vụ", TCVN3)
    private = "".join(chr(0xF000 + ord(c)) if ord(c) > 0x7F else c for c in shown)
    body = line(run(private, ".VnTime"))
    assert open_directive(write_docx(tmp_path / "a.docx", body)).text == "Sở Nội vụ"


def test_right_vietnamese_in_an_old_font_stays_as_it_is(tmp_path):
    body = line(run("Sở Nội vụ rà soát", ".VnTime")) + line(run("Hà ", ".VnTime"), run("Nam"))
    opened = open_directive(write_docx(tmp_path / "a.docx", body))
    assert opened.text == "Sở Nội vụ rà soát\nHà Nam"
    assert codes(opened) == []


@pytest.mark.parametrize(("letters", "name"), [(TCVN3, "TCVN3"), (VNI, "VNI")])
@pytest.mark.parametrize("kind", ["docx", "txt"])
def test_where_no_font_is_named_the_lines_tell(tmp_path, letters, name, kind):
    said = [as_shown(one, letters) for one in TEXT]
    if kind == "docx":
        path = write_docx(tmp_path / "a.docx", "".join(line(run(one)) for one in said))
    else:  # as it is pasted: Unicode that shows the wrong letters
        path = tmp_path / "a.txt"
        path.write_text("\n".join(said), encoding="utf-8")
    opened = open_directive(path)
    assert opened.text.split("\n") == list(TEXT)
    assert codes(opened) == ["directive_legacy"]
    assert name in opened.notes[0].say("en")


def test_bytes_of_an_old_encoding_are_told_too(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(as_shown("\n".join(TEXT), TCVN3).encode("cp1252"))
    opened = open_directive(path)
    assert opened.text.split("\n") == list(TEXT)
    assert codes(opened) == ["directive_legacy"]


def test_a_text_with_signs_and_foreign_words_is_left_alone(tmp_path):
    said = "1. Cột «A» cao 5 m², rộng 3 × 4 m, giá 10 €.\n2. Çà và Ñandú: § 3; Møller & Größe."
    path = tmp_path / "a.txt"
    path.write_text("Sở Nội vụ rà soát.\n" + said, encoding="utf-8")
    opened = open_directive(path)
    assert opened.text.endswith(said)
    assert codes(opened) == []


@pytest.mark.parametrize("font", [".VnTime", ""])
def test_a_letter_corrected_to_unicode_leaves_the_rest_of_its_line_readable(tmp_path, font):
    said = (*TEXT, "3. Ủy ban nhân dân các xã bố trí kinh phí.", "4. Sở Tài chính lập tổ công tác.")
    kept = {old: new for old, new in TCVN3.items() if old != "Ủ"}
    body = "".join(line(run(as_shown(one, kept), font)) for one in said)
    opened = open_directive(write_docx(tmp_path / "a.docx", body))
    assert opened.text.split("\n") == list(said)
    assert codes(opened) == ["directive_legacy"]
    assert len(read(opened.text).duties) == 4
