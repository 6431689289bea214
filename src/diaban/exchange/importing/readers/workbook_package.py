"""Looking into a workbook before it is opened: is it whole, how large, with bare formulas."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

from diaban.exchange.importing.problems import InputError

_BLOCK = 1 << 20
# no sheet of real data packs two hundredfold; what does is made to fill memory
_LARGE_MEMBER = 8 << 20
_MOST_PACKED = 200
_LARGEST_WORKBOOK_PART = 16 << 20
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"')
# begins with plain letters, which the search skips through a block by
_WIDE_CELL = re.compile(rb'c r="([A-Z]{2,3})(\d{1,7})"')
# a formula whose result was never stored: programs that write sheets without computing them
_BARE_FORMULA = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*'
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]*)</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_OVERLAP = 4096
_BETWEEN = re.compile(rb">\s*\n\s*<")
_PROLOGUE = 4096
_HIDDEN = re.compile(rb'<(?:\w+:)?row [^>]*hidden="(?:1|true)"')
_MOST_FORMULAS = 200_000


@dataclass
class SheetScan:
    """``formulas``: for each row (from 1), pairs of column (from 0) and formula text."""

    rows: int = 0
    columns: int = 0
    last_cell: str = "A1"
    formulas: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    hidden_rows: int = 0


@dataclass(frozen=True)
class Package:
    """``sheets``: the package's member of each sheet by name, where the format tells."""

    format: str
    sheets: dict[str, str] = field(default_factory=dict)
    has_macros: bool = False


def look_into(path: Path, most_bytes: int) -> Package:
    """Return what a packed workbook holds; check that all of it arrived.

    Raises InputError: workbook_too_large where the members unpack to more than ``most_bytes``, or
    a large one to more than any real sheet would; xml_bomb where a member declares entities.
    """
    try:
        with zipfile.ZipFile(path) as package:
            refuse_hostile(package, most_bytes)
            return _read_package(package)
    except zipfile.BadZipFile as error:
        raise InputError(
            "half_written", what=f"{path.suffix[1:] or 'xlsx'}, zip: {error}"
        ) from error
    except InputError:
        raise
    except (OSError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise InputError("file_damaged", format="XLSX", what=str(error)[:80]) from error
    except (KeyError, ElementTree.ParseError, EOFError) as error:
        raise InputError("file_damaged", format="XLSX", what="xl/workbook.xml") from error


def _read_package(package: zipfile.ZipFile) -> Package:
    names = set(package.namelist())
    if "content.xml" in names:
        if any(
            name.startswith("META-INF/") and b"encryption-data" in package.read(name)
            for name in names & {"META-INF/manifest.xml"}
        ):
            raise InputError("file_locked")
        return Package("ODS", has_macros=any(name.startswith("Basic/") for name in names))
    has_macros = any(name.endswith("vbaProject.bin") for name in names)
    if "xl/workbook.bin" in names:
        return Package("XLSB", has_macros=has_macros)
    return Package("XLSM" if has_macros else "XLSX", _read_names(package), has_macros)


def refuse_hostile(package: zipfile.ZipFile, most_bytes: int) -> None:
    """Raise InputError for an Office package made to fill memory.

    ``workbook_too_large``: its members unpack to more than ``most_bytes``, or a large one to more
    than real data would; ``xml_bomb``: a member declares entities.
    """
    _refuse_bomb(package, most_bytes)
    _refuse_entities(package)


def _refuse_entities(package: zipfile.ZipFile) -> None:
    """Refuse a member whose prologue declares a document type: entities grow without bound."""
    for member in package.infolist():
        if member.filename.endswith((".xml", ".rels")):
            with package.open(member) as file:
                if b"<!DOCTYPE" in file.read(_PROLOGUE) and "Basic" not in member.filename:
                    raise InputError("xml_bomb", what=member.filename)


def _refuse_bomb(package: zipfile.ZipFile, most_bytes: int) -> None:
    members = package.infolist()
    total = sum(member.file_size for member in members)
    is_bomb = any(
        member.file_size > max(_LARGE_MEMBER, _MOST_PACKED * member.compress_size)
        for member in members
    )
    if is_bomb or total > most_bytes:
        raise InputError("workbook_too_large", size=total >> 20, limit=most_bytes >> 20)


def _read_names(package: zipfile.ZipFile) -> dict[str, str]:
    targets = {}
    for relation in _parse(package, "xl/_rels/workbook.xml.rels"):
        target = relation.get("Target", "").lstrip("/")
        targets[relation.get("Id")] = target if target.startswith("xl/") else f"xl/{target}"
    book = _parse(package, "xl/workbook.xml")
    sheets = [e for e in book.iter() if e.tag.endswith("}sheet") or e.tag == "sheet"]
    return {e.get("name", ""): targets.get(e.get(_RELATIONS), "") for e in sheets}


def _parse(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if package.getinfo(name).file_size > _LARGEST_WORKBOOK_PART:
        raise ElementTree.ParseError(name)
    return ElementTree.fromstring(package.read(name))  # noqa: S314


def scan_sheet(path: Path, member: str) -> SheetScan:
    """Walk a sheet's XML in blocks; raise InputError where its bytes break off."""
    scan = SheetScan()
    if not member:
        return scan
    try:
        with zipfile.ZipFile(path) as package:
            if member not in package.namelist():
                return scan
            with package.open(member) as file:
                rest = b""
                while block := file.read(_BLOCK):
                    _look_at(rest + block, scan)
                    if b"hidden=" in block:
                        scan.hidden_rows += len(_HIDDEN.findall(block))
                    rest = (rest + block)[-_OVERLAP:]
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise InputError("half_written", what=f"xlsx, {member}") from error
    except (OSError, NotImplementedError, RuntimeError) as error:
        raise InputError("file_damaged", format="XLSX", what=str(error)[:80]) from error
    return scan


def _look_at(text: bytes, scan: SheetScan) -> None:
    last = None
    # the last cells of a block tell its extent; wide columns are looked for everywhere
    for found in _CELL.finditer(text, max(0, len(text) - 16_384)):
        last = found
    if last:
        scan.rows = max(scan.rows, int(last[2]))
    for letters, digits in _WIDE_CELL.findall(text):
        _widen(scan, letters, int(digits))
    scan.columns = max(scan.columns, 26)
    if (b"<f" in text or b":f" in text) and len(scan.formulas) < _MOST_FORMULAS:
        for letters, digits, formula in _BARE_FORMULA.findall(text):
            spot = (
                column_number(letters.decode()) - 1,
                "=" + unescape(formula.decode("utf-8", "replace")),
            )
            known = scan.formulas.setdefault(int(digits), [])
            if spot not in known:
                known.append(spot)


def _widen(scan: SheetScan, letters: bytes, row: int) -> None:
    column = column_number(letters.decode())
    scan.rows = max(scan.rows, row)
    if column > scan.columns:
        scan.columns, scan.last_cell = column, f"{letters.decode()}{row}"


def column_number(letters: str) -> int:
    """Return a column's number from 1 for its letters.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def without_blanks(path: Path) -> io.BytesIO:
    """Return an ODS whose line breaks between tags are gone: the parser takes them for cells."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(
                name, _BETWEEN.sub(b"><", content) if name == "content.xml" else content
            )
    packed.seek(0)
    return packed
