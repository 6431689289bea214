"""What workers of a round share out: files, but those of the synthetic city to one of them."""

from pathlib import Path

from tests.shared_out import bundle_of


def test_the_files_that_copy_the_city_go_to_one_worker_and_others_by_themselves(
    tmp_path: Path,
) -> None:
    for name, asks in (("a", "coded_city"), ("b", "uncoded_city"), ("c", "coded_city_of_old")):
        (tmp_path / f"{name}.py").write_text(f"def test_it({asks}): ...\n", encoding="utf-8")

    assert bundle_of(tmp_path, "a.py") == bundle_of(tmp_path, "b.py") != "a.py"
    assert bundle_of(tmp_path, "c.py") == "c.py"


def test_an_example_in_a_text_goes_by_its_file(tmp_path: Path) -> None:
    assert bundle_of(tmp_path, "docs/tutorial.md") == "docs/tutorial.md"
