"""What lists call the kinds, the tenure and the services of points; compared folded."""

from __future__ import annotations

import re

from diaban.sectors.post.choices import Kind, Service, Tenure
from diaban.spine.places.names import fold_name

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.KEY_ACCOUNTS, re.compile(r"\b(?:khl|khach hang lon|key accounts?|contract customers)\b")),
    (Kind.CULTURE_POINT, re.compile(r"\b(?:bd ?vhx|buu dien van hoa( xa)?|vhx|culture point)\b")),
    (Kind.AGENCY, re.compile(r"\b(?:dai ly( buu dien)?|agency)\b")),
    (Kind.KIOSK, re.compile(r"\b(?:ki ?ot|kiosk)\b")),
    (
        Kind.OFFICE,
        re.compile(r"\b(?:buu cuc|bc|buu dien trung tam|giao dich trung tam|post office)\b"),
    ),
)
_TENURES: tuple[tuple[Tenure, re.Pattern[str]], ...] = (
    (Tenure.COMMUNE, re.compile(r"\b(?:muon|ubnd|uy ban|nha van hoa|lent|borrowed|commune)\b")),
    (Tenure.RENTED, re.compile(r"\b(?:thue|rent(ed)?)\b")),
    (Tenure.AGENT, re.compile(r"\b(?:nha dai ly|cua dai ly|agent)\b")),
    (
        Tenure.OWN,
        re.compile(r"\b(?:so huu|nha rieng|tru so rieng|tu co|cua doanh nghiep|own(ed)?)\b"),
    ),
)
_SERVICES: tuple[tuple[Service, re.Pattern[str]], ...] = (
    (
        Service.PUBLIC_SERVICES,
        re.compile(r"\b(?:hanh chinh cong|hcc|public (administrative )?services)\b"),
    ),
    (Service.PENSIONS, re.compile(r"\b(?:luong huu|bhxh|tro cap|pensions?)\b")),
    (
        Service.MONEY,
        re.compile(r"\b(?:chuyen tien|tai chinh|thu ho|chi ho|tiet kiem|bao hiem|money|finance)\b"),
    ),
    (Service.PARCELS, re.compile(r"\b(?:buu kien|chuyen phat|hang hoa|ems|parcels?)\b")),
    (Service.PRESS, re.compile(r"\b(?:bao chi|phat hanh bao|press|newspapers?)\b")),
    (Service.INTERNET, re.compile(r"\b(?:internet|may tinh|computers?)\b")),
    (Service.READING, re.compile(r"\b(?:doc sach|doc bao|thu vien|reading)\b")),
    (
        Service.LETTERS,
        re.compile(r"\b(?:thu tu|thu|buu pham|pho cap|bcvt|buu chinh|letters?|mail)\b"),
    ),
)
# how a list that we write calls them; each is read back as itself
KIND_WORDS = {
    Kind.OFFICE: "bưu cục", Kind.CULTURE_POINT: "điểm BĐ-VHX", Kind.AGENCY: "đại lý",
    Kind.KIOSK: "ki-ốt", Kind.KEY_ACCOUNTS: "bưu cục khách hàng lớn",
}  # fmt: skip
TENURE_WORDS = {
    Tenure.OWN: "sở hữu", Tenure.COMMUNE: "mượn của xã", Tenure.RENTED: "thuê",
    Tenure.AGENT: "nhà đại lý",
}  # fmt: skip
SERVICE_WORDS = {
    Service.LETTERS: "thư", Service.PARCELS: "chuyển phát", Service.PRESS: "báo chí",
    Service.MONEY: "chuyển tiền", Service.PENSIONS: "lương hưu",
    Service.PUBLIC_SERVICES: "hành chính công", Service.INTERNET: "internet",
    Service.READING: "đọc sách",
}  # fmt: skip
_APART = re.compile(r"[,;/+\n]|\s-\s|\svà\s|\sand\s")


def read_kind(text: str) -> Kind | None:
    """Return the kind that a list's word means; None where it is none that is known.

    >>> read_kind("Điểm BĐ-VHX").value
    'culture_point'
    """
    return _first(_KINDS, text)


def read_tenure(text: str) -> Tenure | None:
    """Return the tenure that a list's word means; None where it is none that is known."""
    return _first(_TENURES, text)


def read_services(text: str) -> tuple[list[str], list[str]]:
    """Return the services that are known, in the order of the alphabet, and the words left over.

    >>> read_services("Chuyển phát; chi trả lương hưu; xổ số")
    (['parcels', 'pensions'], ['xổ số'])
    """
    found, left = set[str](), []
    for part in filter(None, (one.strip() for one in _APART.split(text))):
        service = _exact(part) or _first(_SERVICES, part)
        found |= {str(service)} if service else set()
        left += [] if service else [part]
    return sorted(found), left


def _exact(text: str) -> Service | None:
    return Service(text) if text in Service.values else None


def _first(choices: tuple[tuple, ...], text: str):
    folded = fold_name(text)
    for choice, words in choices:
        if text == choice or words.search(folded):
            return choice
    return None
