"""Read the legal texts: the 34 resolutions and the statistics office's two code lists."""

import csv
import io
import re
import tarfile
from dataclasses import dataclass
from pathlib import Path

from .names import fold, split_kind, tidy, write_name

_CODE_ROW = re.compile(r"^\| *\d+ *\| *(\d{5}) *\| *([^|]+?) *\| *([^|]*?) *\|", re.MULTILINE)
_HEADING = re.compile(r"(?:CẤP XÃ CỦA|cấp xã của) ((?:TỈNH|THÀNH PHỐ|tỉnh|thành phố) .+?) NĂM 2025")
_UNCHANGED = re.compile(r"không thực hiện sắp xếp(?: là)?:? (.+?)\.(?= |$)")


@dataclass(frozen=True)
class Province:
    """A province of the list 915/CTK-CSCL and the resolution that rearranged its communes."""

    code: str
    kind: str
    name: str
    resolution: str
    unchanged: str
    text: str


@dataclass(frozen=True)
class Listed:
    """A commune of the list 1027/CTK-CSCL."""

    code: str
    kind: str
    name: str


@dataclass(frozen=True)
class Law:
    """The texts the tables rest on."""

    provinces: list[Province]
    communes: list[Listed]

    @property
    def hanoi(self) -> str:
        """The text of Hanoi's resolution."""
        return next(province.text for province in self.provinces if province.code == "01")


def read_law(archive: Path) -> Law:
    """Read the texts from a folder, or a tar archive, of Markdown and CSV files."""
    texts = dict(_texts(archive))
    resolutions = {name: text for name, text in texts.items() if "NQ-UBTVQH15" in name}
    by_province = {fold(_province_of(text)): name for name, text in resolutions.items()}
    return Law(
        [
            _province(row, by_province, resolutions)
            for row in csv.reader(io.StringIO(texts["915_CTK-CSCL.csv"]))
            if row and row[0].isdigit()
        ],
        [
            Listed(code, *split_kind(name))
            for code, name, _ in _CODE_ROW.findall(texts["1027_CTK-CSCL.md"])
        ],
    )


def _texts(archive: Path):
    if archive.is_dir():
        for file in sorted(archive.rglob("*.*")):
            yield file.name, file.read_text("utf-8")
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile():
                yield Path(member.name).name, tar.extractfile(member).read().decode()


def _plain(markdown: str) -> str:
    return tidy(re.sub(r"[*\\]", "", markdown))


def _province_of(markdown: str) -> str:
    text = _plain(markdown)
    return split_kind(_HEADING.search(text).group(1).lower())[1]


def _province(row: list[str], by_province: dict[str, str], texts: dict[str, str]) -> Province:
    _, code, full_name = row
    kind, name = split_kind(full_name) if full_name.startswith("Thành phố") else ("tỉnh", full_name)
    file = by_province[fold(name)]
    unchanged = _UNCHANGED.search(_plain(texts[file]))
    resolution = file.removesuffix(".md").replace("_", "/")
    listed = unchanged.group(1) if unchanged else ""
    return Province(code, kind, write_name(name), resolution, listed, texts[file])
