"""`diaban read`: a document's duties, what is to be asked, and what nobody read."""

import pytest
from tests.made_pdfs import scanned

TEXT = """Số: 12/KH-UBND
KẾ HOẠCH
Phát triển bưu chính năm 2026

II. NHIỆM VỤ
1. Sở Tài chính rà soát điểm phục vụ trước ngày 15/3.
2. Phấn đấu 95% hộ gia đình có mã địa chỉ.
"""


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "ke-hoach.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_a_document_is_told_as_one_object(diaban, document):
    [told] = diaban("read", str(document), "--json").objects
    assert told["file"] == "ke-hoach.txt"
    assert (told["head"]["number"], told["head"]["kind"]) == ("12", "plan")
    quotes = [TEXT[duty["start"] : duty["end"]] for duty in told["duties"]]
    assert quotes == [duty["quote"] for duty in told["duties"]]
    assert told["duties"][0]["lead"] == "Sở Tài chính"
    assert told["duties"][0]["deadline"] == "2026-03-14"
    assert {"duty": 1, "flaw": "no measure", "severity": "question", "other": None} in told[
        "findings"
    ]


def test_people_are_told_the_duties_and_the_unread_share(diaban, document):
    told = diaban("read", str(document))
    assert told.exit_code == 0
    assert "rà soát điểm phục vụ" in told.out
    assert "chưa đọc / unread" in told.out


def test_nothing_found_needs_a_person(diaban, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Trời hôm nay đẹp.", "utf-8")
    assert diaban("read", str(path)).exit_code == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(scanned(), "is a scan", id="scan"),
        (b"", "holds no text"),
        (b"a" * 1_000_001, "Split it"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(diaban, tmp_path, content, words):
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    told = diaban("read", str(path))
    assert told.exit_code == 3
    assert words in told.err


def test_a_file_that_is_not_there_is_said_plainly(diaban, tmp_path):
    assert diaban("read", str(tmp_path / "none.docx")).exit_code == 3


def test_what_a_model_proposed_says_so(diaban, tmp_path):
    path = tmp_path / "a.txt"
    said = "1. Kết nối kho dữ liệu đất đai; số hệ thống được kết nối không ít hơn 30."
    path.write_text(f"II. NHIỆM VỤ\n{said}", encoding="utf-8")
    done = diaban("read", str(path))
    assert done.out.count("mô hình gợi ý / proposed by a model") == 1
