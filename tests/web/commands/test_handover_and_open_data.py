"""The commands of open data and of the Post's handover, as people type them."""

import pytest
from tests.exchange.handover.conftest import registry, write_list  # noqa: F401 - fixtures

from diaban.web.commands.entry import main


def typed(*words) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    return int(end.value.code or 0)


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.OPEN_DATA_FOLDER = tmp_path / "open-data"


def test_a_version_is_published_listed_and_made_again_from_its_difference(
    registry,  # noqa: F811
    tmp_path,
    settings,
    capsys,
):
    from tests.registry import door, observe

    assert typed("open-data", "list") == 1
    assert typed("open-data", "publish") == 0
    observe(door("new", house_number="7", street="phố Huế"))
    assert typed("open-data", "publish") == 0
    assert typed("open-data", "list") == 0
    first, second = sorted(settings.OPEN_DATA_FOLDER.iterdir())
    new = tmp_path / "new.csv"
    capsys.readouterr()
    assert typed("open-data", "apply", first / "addresses.csv", second / "difference.csv", new) == 0
    assert new.read_bytes() == (second / "addresses.csv").read_bytes()
    assert capsys.readouterr().out.split()[0] in (second / "SHA256SUMS").read_text()
    again = typed("open-data", "apply", second / "addresses.csv", second / "difference.csv", new)
    assert again == 3
    assert "already" in capsys.readouterr().err


def test_a_list_is_taken_counted_and_given_out(registry, tmp_path, capsys):  # noqa: F811
    path = write_list(tmp_path / "list.xlsx")
    assert typed("handover", "counts") == 3
    assert typed("handover", "take", path, "--source", "Bưu điện", "--held-on", "2026-06-01") == 0
    assert "Phường Hoàn Kiếm\t1\t3\t1\t2\t0" in capsys.readouterr().out
    book = tmp_path / "book.xlsx"
    assert typed("handover", "workbook", tmp_path / "all.zip") == 0
    assert typed("handover", "workbook", book, "--commune", "00070") == 0
    assert typed("handover", "workbook", book, "--commune", "99999") == 3
    assert typed("handover", "return", book) == 0
    assert typed("handover", "return", tmp_path / "none.xlsx") == 3
    assert "none.xlsx" in capsys.readouterr().err
    assert typed("handover", "adopt") == 0
