"""What identifies a document, guessed from its text: the parts of Decree 30/2020/NĐ-CP, article 8.

Guesses for a form that a person looks through; what the text does not say stays empty.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from diaban.engines.reading.source import key_of

__all__ = ["Letterhead", "read_letterhead"]

_HEAD_LINES = 40
_SIGNATURE_LINES = 8
_LONGEST = 400  # characters of an abstract
_PIECES = re.compile(r"\t|\s{3,}")
# "Số: 12/KH-UBND"; of the Party "Số 12-CT/TU"
_NUMBER = re.compile(
    r"^số\s*:?\s*(?P<number>\d{1,6}[a-z]?)?\s*(?P<mark>[/-])\s*(?P<symbol>[\w&][\w&./-]{1,38})"
)
_PLACE = re.compile(
    r"(?:(?P<place>[^,\t\n]{2,60}),\s*|^)[Nn]gày\s*(?P<d>\d{1,2})\s*tháng\s*(?P<m>\d{1,2})"
    r"\s*năm\s*(?P<y>\d{4})"
)
_KINDS = (
    ("nghị quyết", "resolution"), ("quyết định", "decision"), ("chỉ thị", "directive"),
    ("thông báo", "notice"), ("kết luận", "notice"), ("chương trình", "programme"),
    ("kế hoạch", "plan"), ("đề án", "scheme"), ("báo cáo", "report"), ("công điện", "telegram"),
    ("bản thỏa thuận", "agreement"), ("thỏa thuận", "agreement"),
)  # fmt: skip
_BODIES = re.compile(
    r"(?:ủy ban|hội đồng|sở|bộ|thành ủy|tỉnh ủy|đảng|ban |văn phòng|chính phủ|thủ tướng|cục"
    r"|ubnd|hđnd)"
)
_LINES = (
    ("party", re.compile(r"thành ủy|tỉnh ủy|đảng|quận ủy|huyện ủy|ban tuyên giáo")),
    ("council", re.compile(r"hội đồng nhân dân|hđnd")),
    ("own", re.compile(r"(?<!\w)sở(?!\w)")),
    ("committee", re.compile(r"ủy ban nhân dân|ubnd")),
    ("ministry", re.compile(r"(?<!\w)bộ(?!\w)|chính phủ|thủ tướng")),
)
_NATION = re.compile(r"cộng h[òo]a xã hội|độc lập|đảng cộng sản việt nam")
_BODY = re.compile(
    r"(?:căn cứ|thực hiện|thi hành|theo|xét|[ivx]+\.|\d+\.|điều\s+\d|phần|chương|kính gửi|để"
    r"|nhằm)(?!\w)"
)
_ABOUT = re.compile(r"(?:v/v|về việc)\s*:?\s*", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?:tm\.|kt\.|tl\.|tuq\.|q\.|t/m|k/t|chủ tịch|phó chủ tịch|giám đốc|phó giám đốc|bộ trưởng"
    r"|thứ trưởng|bí thư|phó bí thư|chánh văn phòng)"
)
_PERSON = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,5}")
_DAY = re.compile(r"\((?:đã|ký|[^)]*)\)")


@dataclass(frozen=True)
class Letterhead:
    """The parts of a document that identify it; empty where the text does not tell.

    ``kind``: resolution, decision, directive, notice, programme, plan, scheme, report, letter,
    telegram, agreement. ``line``: ministry, party, council, committee, own. ``symbol`` begins with
    its dash where the Party writes "12-CT/TU".

    >>> Letterhead(number="12").symbol
    ''
    """

    issuer: str = ""
    line: str = ""
    number: str = ""
    symbol: str = ""
    place: str = ""
    day: datetime.date | None = None
    kind: str = ""
    abstract: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()


def read_letterhead(text: str) -> Letterhead:
    r"""Guess what identifies a document.

    >>> head = read_letterhead(
    ...     "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI\nSố: 12/KH-UBND\n"
    ...     "Hà Nội, ngày 20 tháng 01 năm 2021\nKẾ HOẠCH\nChuyển đổi số năm 2021\n\nCăn cứ …"
    ... )
    >>> head.number, head.symbol, head.day.isoformat(), head.kind, head.line
    ('12', 'KH-UBND', '2021-01-20', 'plan', 'committee')
    >>> head.issuer, head.abstract
    ('ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI', 'Chuyển đổi số năm 2021')
    """
    lines = [line.strip() for line in text.split("\n")]
    head = lines[:_HEAD_LINES]
    number, symbol, before = _number(head)
    title, kind = _title(head)
    place, day = _place(head)
    issuer = _issuer(head[: before if before is not None else (title or 0)])
    about = _abstract_of_letter(head)
    if about and not kind and number + symbol:
        kind = "letter"
    recipients, behind = _recipients(lines)
    return Letterhead(
        issuer=issuer,
        line=_line(issuer),
        number=number,
        symbol=symbol,
        place=place,
        day=day,
        kind=kind,
        abstract=about if kind == "letter" else _abstract(head, title),
        # in a text of one column the signature stands before the recipients
        signer=_signer(lines[behind:])
        or _signer(lines[max(0, behind - _SIGNATURE_LINES) : behind]),
        recipients=recipients,
    )


def _pieces(line: str) -> list[str]:
    """Part a line that stood in two columns."""
    return [piece.strip() for piece in _PIECES.split(line) if piece.strip()]


def _number(head: list[str]) -> tuple[str, str, int | None]:
    for place, line in enumerate(head):
        # a blank left for the number parts a line, too
        for piece in (line, *_pieces(line)):
            found = _NUMBER.match(key_of(piece))
            if found is not None:
                symbol = piece[found.start("symbol") : found.end("symbol")].rstrip(".-/")
                dash = "-" if found["mark"] == "-" else ""
                return found["number"] or "", dash + symbol, place
    return "", "", None


def _place(head: list[str]) -> tuple[str, datetime.date | None]:
    for line in head:
        found = _PLACE.search(line)
        if found is None:
            continue
        place = found["place"] or ""
        try:
            day = datetime.date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            return place.strip(), None
        return _pieces(place)[-1] if place else "", day
    return "", None


def _title(head: list[str]) -> tuple[int | None, str]:
    for place, line in enumerate(head):
        key = key_of(line)
        for words, kind in _KINDS:
            if key.startswith(words) and line[: len(words)].isupper():
                return place, kind
    return None, ""


def _issuer(above: list[str]) -> str:
    names: list[str] = []
    for line in above:
        for piece in _pieces(line):
            key = key_of(piece)
            if not piece.isupper() or _NATION.search(key) or len(piece) > 90:
                continue
            if _BODIES.match(key) or not names:
                names.append(piece)
            else:
                names[-1] = f"{names[-1]} {piece}"
    return names[-1].strip("*- ") if names else ""


def _line(issuer: str) -> str:
    key = key_of(issuer)
    return next((line for line, words in _LINES if words.search(key)), "")


def _abstract(head: list[str], title: int | None) -> str:
    if title is None:
        return ""
    said: list[str] = []
    for line in head[title + 1 : title + 8]:
        if not line:
            if said:
                break
            continue
        if _BODY.match(key_of(line)) and (said or not key_of(line).startswith("thực hiện")):
            break
        if set(line) <= set("-_*–— "):
            break
        said.append(line)
    return " ".join(" ".join(said).split())[:_LONGEST]


def _abstract_of_letter(head: list[str]) -> str:
    for place, line in enumerate(head):
        for piece in _pieces(line):
            found = _ABOUT.match(piece)
            if found is not None:
                more = head[place + 1] if place + 1 < len(head) else ""
                goes_on = bool(more) and more[:1].islower()
                said = piece[found.end() :] + (f" {_pieces(more)[0]}" if goes_on else "")
                return " ".join(said.split())[:_LONGEST]
    return ""


def _recipients(lines: list[str]) -> tuple[tuple[str, ...], int]:
    """Return the recipients and the line of their heading; signatures often stand beside them."""
    for place in range(len(lines) - 1, -1, -1):
        if key_of(lines[place]).startswith("nơi nhận"):
            named = _on_one_line(lines[place])
            for line in lines[place + 1 : place + 40]:
                first = (_pieces(line) or [""])[0]
                if not first.startswith(("-", "–", "+")):
                    if first and not named and not first.isupper():
                        continue
                    if first:
                        break
                    continue
                named.append(" ".join(first.lstrip("-–+ ").rstrip(";. ").split()))
            return tuple(name for name in named if name), place
    return (), len(lines)


def _on_one_line(heading: str) -> list[str]:
    """Return the recipients that stand behind their heading: "Nơi nhận: Như trên; Lưu: VT."."""
    _heading, _colon, behind = heading.partition(":")
    behind = (_pieces(behind) or [""])[0]
    return [" ".join(name.strip(" .").split()) for name in behind.split(";") if name.strip(" .")]


def _signer(tail: list[str]) -> str:
    """Return the name under the last office that signs."""
    office = False
    signer = ""
    for line in tail[:60]:
        for piece in _pieces(line):
            if _OFFICE.match(key_of(piece)) and piece[:2].isupper():
                office = True
            elif office and _is_person(_DAY.sub("", piece).strip()):
                signer = _DAY.sub("", piece).strip()
    return signer


def _is_person(name: str) -> bool:
    if not _PERSON.fullmatch(name) or len(name) > 40 or name.isupper():
        return False
    return all(word[:1].isupper() for word in name.split())
