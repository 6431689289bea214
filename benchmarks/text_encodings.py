"""Recognise 200 Vietnamese files of every encoding and size, beside charset-normalizer.

    .venv/bin/python benchmarks/text_encodings.py [seed]

The lists are made of real office addresses where ../shared/data is there and of the names below
otherwise. VISCII is written by iconv where the machine has it, Windows-1258 by Python; TCVN3 and
VNI have no other encoder, so the tables are read backwards: the figure tells how well an encoding
is recognised, and not whether its table is right, which tests of known strings do.
"""

from __future__ import annotations

import csv
import gzip
import random
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from diaban.engines.encodings import decode_lines, recognise, unread_bytes
from diaban.engines.encodings.byte_tables import TABLES, VNI_PAIRS, VNI_SINGLES

REAL = Path("../shared/data/addresses/vnpost_offices_2024.csv.gz")
STREETS = """Hàng Bạc|Hàng Đào|Lý Thường Kiệt|Trần Hưng Đạo|Láng Hạ|Giải Phóng|Nguyễn Trãi|Chùa Bộc
Đê La Thành|Tôn Đức Thắng|Khâm Thiên|Bạch Mai|Đội Cấn|Hoàng Hoa Thám|Thụy Khuê|Xuân Thủy|Kim Mã
Phạm Văn Đồng|Võ Chí Công|Ngọc Khánh|Ngũ Xã|Yên Phụ|Quán Thánh|Lò Đúc|Phủ Doãn"""
COMMUNES = "Ba Đình|Hoàn Kiếm|Đống Đa|Cửa Nam|Ô Chợ Dừa|Láng|Nghĩa Đô|Tây Hồ|Đông Ngạc|Xuân Đỉnh"
ENGLISH = ["Main street", "Station road", "Market square", "Church lane", "Hotel", "Office"]
WESTERN = [
    "Café",
    "Hôtel Métropole",
    "Zürich",
    "São Paulo",
    "Société Générale",
    "Malmö",
    "Besançon",
]
PLAIN = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be")
EIGHT_BIT = ("windows-1258", "tcvn3", "vni", "viscii")
ROWS = (5, 8, 20, 60, 300, 1000, 5000)


def main() -> None:
    rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    files = list(make_files(rng, real_rows()))
    table: dict[str, Counter[str]] = {}
    started = time.perf_counter()
    for encoding, text, data in files:
        counts = table.setdefault(encoding, Counter())
        counts["files"] += 1
        counts[judge(encoding, text, data)] += 1
    spent = time.perf_counter() - started
    peer = judge_peer(files)
    heads = ("files", "right", "unclear", "refused", "wrong", "peer")
    print(f"{'encoding':<22}" + "".join(f"{head:>9}" for head in heads))
    for encoding, counts in table.items():
        kinds = ("files", "right", "unclear", "rows refused", "wrong")
        cells = (*(counts[kind] for kind in kinds), peer[encoding])
        print(f"{encoding:<22}" + "".join(f"{cell:>9}" for cell in cells))
    total = sum(table.values(), Counter())
    print(f"all: {dict(total)}; {sum(len(f[2]) for f in files) / 1e6 / spent:.0f} MB/s")


def judge(encoding: str, text: str, data: bytes) -> str:
    found = recognise(data[: 1 << 20], whole=len(data) <= 1 << 20)
    if found.unclear:
        return "unclear"
    read = decode_lines(data, found.encoding)
    lines = list(zip(fold(read).splitlines(), fold(text).splitlines(), strict=True))
    if any(mine != true and not unread_bytes(mine) for mine, true in lines):
        return "wrong"
    return "rows refused" if any(mine != true for mine, true in lines) else "right"


def fold(text: str) -> str:
    """Compare without what an encoding does not carry: the mark and ABC's missing capitals."""
    return unicodedata.normalize("NFC", text).removeprefix("\ufeff").lower()


def judge_peer(files: list[tuple[str, str, bytes]]) -> Counter[str]:
    right: Counter[str] = Counter()
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return right
    for encoding, text, data in files:
        best = from_bytes(data[:100_000]).best()
        if best is not None:
            right[encoding] += fold(str(best)) == fold(text[: len(str(best))])
    return right


def real_rows() -> list[list[str]]:
    if not REAL.exists():
        return []
    with gzip.open(REAL, "rt", encoding="utf-8") as file:
        rows = [row[1:] for row in csv.reader(file)][1:]
    known = set(TABLES["viscii"])
    return [["".join(c for c in cell if c in known) for cell in row] for row in rows]


def make_files(rng: random.Random, real: list[list[str]]):
    """Yield 200 of (name of the encoding, text, bytes)."""
    for i in range(200):
        rows = ROWS[i % len(ROWS)]
        if i % 20 == 17:
            text = listing(rng, rows, ENGLISH, ["North", "South"], plain=True)
            yield "ascii", text, text.encode()
        elif i % 20 == 18:
            text = listing(rng, rows, ENGLISH + WESTERN, WESTERN, plain=True)
            yield "windows-1252", text, text.encode("cp1252")
        elif i % 20 == 19:
            yield mixed(rng, rows, i)
        else:
            kinds = (*EIGHT_BIT, *PLAIN, *EIGHT_BIT[:3], "utf-8-twice")
            encoding = kinds[i % len(kinds)]
            text = some_text(rng, rows, real, i)
            yield encoding, text, encoder(encoding)(text)


def some_text(rng: random.Random, rows: int, real: list[list[str]], i: int) -> str:
    if real and i % 3 == 0:
        return "".join(";".join(rng.choice(real)) + "\n" for _ in range(rows))
    streets = STREETS.replace("\n", "|").split("|")
    text = listing(rng, rows, streets, COMMUNES.split("|"), plain=False)
    return few_accents(text) if i % 11 == 5 else text


def listing(rng: random.Random, rows: int, streets: list[str], communes: list[str], *, plain: bool):
    head = "id;number;street;area\n" if plain else "Mã;Số nhà;Đường phố;Phường/xã\n"
    line = "{};{};{};{}\n"
    return head + "".join(
        line.format(i, rng.randint(1, 400), rng.choice(streets), rng.choice(communes))
        for i in range(rows)
    )


def few_accents(text: str) -> str:
    """Return a text whose every row but the first three lost its marks."""
    lines = text.splitlines(keepends=True)
    bare = unicodedata.normalize("NFD", "".join(lines[3:]).replace("Đ", "D").replace("đ", "d"))
    return "".join(lines[:3]) + "".join(c for c in bare if not unicodedata.combining(c))


def mixed(rng: random.Random, rows: int, i: int) -> tuple[str, str, bytes]:
    """Return a list of which a third of the rows was pasted in from a list in ABC or VNI."""
    text = listing(
        rng, rows, STREETS.replace("\n", "|").split("|"), COMMUNES.split("|"), plain=False
    )
    other = encoder(("tcvn3", "vni")[i // 20 % 2])
    data = b"".join(
        (other if n % 3 == 2 else encoder("utf-8"))(line)
        for n, line in enumerate(text.splitlines(keepends=True))
    )
    return "mixed", text, data


def encoder(name: str) -> Callable[[str], bytes]:
    if name in PLAIN:
        return lambda text: text.encode(name)
    if name == "utf-8-twice":
        return encode_twice
    if name == "windows-1258":
        return encode_1258
    if name == "vni":
        return encode_vni
    if name == "viscii" and has_iconv():
        return lambda text: iconv(text, "VISCII")
    return lambda text: encode_by_table(text, TABLES[name])


def encode_twice(text: str) -> bytes:
    table = TABLES["windows-1252"]
    return "".join(table[b] for b in text.encode()).encode()


def encode_1258(text: str) -> bytes:
    """Write as Windows does: letters with a hat, horn or breve whole, the tone after them."""
    parts = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            parts.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", letter)
            tone = next(c for c in apart if c in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", apart.replace(tone, ""))
            parts.append((base + tone).encode("cp1258"))
    return b"".join(parts)


def encode_vni(text: str) -> bytes:
    back = {v: k for k, v in reversed((VNI_PAIRS | VNI_SINGLES).items())}
    return "".join(back.get(c, c) for c in unicodedata.normalize("NFC", text)).encode("cp1252")


def encode_by_table(text: str, table: str) -> bytes:
    back = {letter: byte for byte, letter in reversed(list(enumerate(table)))}
    letters = unicodedata.normalize("NFC", text)
    return bytes(back[c] if c in back else back[c.lower()] for c in letters)


def has_iconv() -> bool:
    try:
        return b"VISCII" in subprocess.run(["iconv", "-l"], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False


def iconv(text: str, name: str) -> bytes:
    done = subprocess.run(
        ["iconv", "-f", "UTF-8", "-t", name], input=text.encode(), capture_output=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
