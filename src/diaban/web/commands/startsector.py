"""Write a new sector that works: a register with pages, a list to import, a layer and a measure."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from diaban.web.commands.faults import FaultError

EXAMPLES = """\
examples:
  diaban startsector kiosks --title-vi "Ki-ốt thông tin" --title-en "Information kiosks"
  diaban startsector kiosks --field digital --into ../kiosks      a package of its own
Without --into it is written into this checkout: src/diaban/sectors/NAME and tests/sectors/NAME.
How to go on: docs/how-to/write-a-sector.md.
"""
SKELETON = Path(__file__).with_name("skeleton")
FIELDS = ("post", "telecom", "digital", "security", "industry", "press")
_NAME = re.compile(r"[a-z]{3,20}")
_PLAIN = re.compile(r"[^\"'\\{}<>&$\n]{2,60}")
# what is no text of ours, and is copied as it is
_BINARY = {".mo"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="its label: 3 to 20 small letters, such as kiosks")
    parser.add_argument("--title-vi", help="what it is called in Vietnamese; the name if left out")
    parser.add_argument("--title-en", help="what it is called in English; the name if left out")
    parser.add_argument("--field", choices=FIELDS, default="digital", help="the ministry's field")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write a package of its own")


def run(options: argparse.Namespace) -> int:
    words = _words(options)
    _require_free(options.name)
    for source, target in _places(options):
        _write(source, target, words)
    where = options.into or "src/diaban/sectors"
    print(f"✓ {where}/{options.name}")
    print("  Việc tiếp theo / what comes next: docs/how-to/write-a-sector.md")
    return 0


def _words(options: argparse.Namespace) -> dict[str, str]:
    """Return what stands in the skeleton for each mark. Raises FaultError for what cannot be."""
    name = options.name
    titles = (options.title_vi or name.capitalize(), options.title_en or name.capitalize())
    if not _NAME.fullmatch(name):
        raise FaultError(
            f"Tên {name!r} phải có 3 đến 20 chữ thường a–z. Ví dụ: kiosks",
            f"The name {name!r} must have 3 to 20 small letters a–z. For example: kiosks",
            exit_code=2,
        )
    if not all(map(_PLAIN.fullmatch, titles)):
        raise FaultError(
            "Tên gọi phải có 2 đến 60 ký tự, không có dấu nháy hay ngoặc.",
            "A title has 2 to 60 characters, without quotation marks and braces.",
            exit_code=2,
        )
    return {
        "__label__": name, "__Label__": name.capitalize(), "__field__": options.field,
        "__title_vi__": titles[0], "__title_en__": titles[1],
        "__package__": name if options.into else f"diaban.sectors.{name}",
    }  # fmt: skip


def _require_free(name: str) -> None:
    """Raise FaultError where an app or an address of the site bears the name."""
    from django.apps import apps  # noqa: PLC0415 - after set-up
    from django.urls import get_resolver  # noqa: PLC0415

    taken = {config.label for config in apps.get_app_configs()}
    taken |= {str(one.pattern).lstrip("^").partition("/")[0] for one in get_resolver().url_patterns}
    if name in taken:
        raise FaultError(
            f"Tên {name} đã có nơi khác dùng. Chọn tên khác.",
            f"The name {name} is taken already. Choose another.",
            exit_code=2,
        )


def _places(options: argparse.Namespace) -> list[tuple[Path, Path]]:
    """Return each part of the skeleton with the folder or file that it becomes."""
    if options.into:
        places = [
            (SKELETON / "package", options.into / options.name),
            (SKELETON / "tests" / "test_register.py.txt", options.into / "tests/test_register.py"),
            (SKELETON / "conftest.py.txt", options.into / "tests/conftest.py"),
            (SKELETON / "pyproject.toml.txt", options.into / "pyproject.toml"),
        ]
    else:
        package = Path(__file__).parents[2] / "sectors" / options.name
        tests = Path(__file__).parents[4] / "tests" / "sectors"
        if not tests.is_dir():
            raise FaultError(
                "Đây không phải bản mã nguồn của Địa bàn. Chỉ rõ thư mục: --into THƯ_MỤC",
                "This is no checkout of Diaban. Say where to write: --into FOLDER",
            )
        places = [(SKELETON / "package", package), (SKELETON / "tests", tests / options.name)]
    if there := next((target for _, target in places if target.exists()), None):
        raise FaultError(f"{there} đã có. Không ghi đè.", f"{there} is there. Nothing is replaced.")
    return places


def _write(source: Path, target: Path, words: dict[str, str]) -> None:
    if source.is_dir():
        for part in sorted(source.iterdir()):
            _write(part, target / _fill(part.name.removesuffix(".txt"), words), words)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in _BINARY:
        target.write_bytes(source.read_bytes())
    else:
        target.write_text(_fill(source.read_text(encoding="utf-8"), words), encoding="utf-8")


def _fill(text: str, words: dict[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text
