"""Certificates of addresses: check one without a network, publish and change the signing keys."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

NEEDS_DATABASE = False
EXAMPLES = """\
examples:
  diaban certificate verify certificate.txt --key key.json
  diaban certificate verify eyJhbGciOi… --key key.json --withdrawn withdrawn.json
  diaban certificate verify - --key key.json       from standard input
  diaban certificate keys > key.json               what /certificates/key.json publishes
  diaban certificate rotate                        sign with a new key from now on
  diaban certificate revoke KEY                    a key was lost: nothing it signed counts
"""
_VERDICTS = {
    "valid": ("Chứng nhận là thật.", "The certificate is genuine."),
    "unreadable": (
        "Đây không phải chứng nhận địa chỉ, hoặc bị thiếu một phần.",
        "This is no certificate of an address, or a part of it is missing.",
    ),
    "tampered": (
        "Không thật: nội dung đã bị sửa sau khi ký.",
        "Not genuine: the text was changed after it was signed.",
    ),
    "unknown_key": (
        "Không thật, hoặc sai tệp khóa: không có khóa đã ký trong tệp này.",
        "Not genuine, or the wrong key file: the key that signed it is not in this file.",
    ),
    "revoked_key": (
        "Không còn giá trị: khóa đã ký bị lộ và đã hủy.",
        "Not valid: the key that signed it was lost and counts no more.",
    ),
    "key_not_then": (
        "Không thật: ngày cấp không nằm trong thời gian dùng khóa.",
        "Not genuine: it is dated on a day when its key was not in use.",
    ),
    "withdrawn": (
        "Chứng nhận thật, nhưng địa chỉ đã bị thu hồi sau đó.",
        "Genuine, but the address has been withdrawn since.",
    ),
}
_SAMPLE = (
    "Dữ liệu mô phỏng: chứng nhận này không có giá trị.",
    "Synthetic data: this certificate has no value.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    verify = acts.add_parser("verify", help="check a certificate with the published keys alone")
    verify.add_argument("text", help="the text of the QR code, a file that holds it, or -")
    verify.add_argument("--key", type=Path, required=True, help="the published key.json")
    verify.add_argument("--withdrawn", type=Path, help="the published withdrawn.json")
    verify.add_argument("--json", action="store_true")
    acts.add_parser("keys", help="print the public keys with their history")
    acts.add_parser("rotate", help="make a new signing key")
    acts.add_parser("revoke", help="say that a key was lost").add_argument("key", help="its name")


def run(options: argparse.Namespace) -> int:
    return _verify(options) if options.act == "verify" else _change_keys(options)


def _verify(options: argparse.Namespace) -> int:
    from diaban.exchange.certificates.statement import verify  # noqa: PLC0415 - when asked

    withdrawn = _read_json(options.withdrawn) if options.withdrawn else None
    answer = verify(_read_text(options.text), _read_json(options.key), withdrawn)
    if options.json:
        told = {"verdict": answer.verdict, "key": answer.key, "statement": answer.statement}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(" / ".join(_VERDICTS[answer.verdict]))
        statement = answer.statement or {}
        if statement.get("synthetic"):
            print(" / ".join(_SAMPLE))
        if answer.verdict in {"valid", "withdrawn", "revoked_key", "key_not_then"}:
            print(*(f"  {name}: {value}" for name, value in statement.items()), sep="\n")
    return 0 if answer.holds else 1


def _read_text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    try:
        return Path(given).read_text(errors="replace")
    except (OSError, ValueError):
        # no such file, or a text longer than a file's name may be
        return given


def _read_json(path: Path) -> dict[str, Any]:
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    try:
        told = json.loads(path.read_text())
    except (OSError, ValueError):
        told = None
    if not isinstance(told, dict):
        raise FaultError(
            f"Không đọc được {path}. Tải lại tệp từ /certificates/ của máy chủ.",
            f"{path} cannot be read. Download it again from /certificates/ of the server.",
        )
    return told


def _change_keys(options: argparse.Namespace) -> int:
    from datetime import date  # noqa: PLC0415

    from diaban.exchange.certificates.keys import KeyFaultError, KeyRing  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415
    from diaban.web.installation import data_folder  # noqa: PLC0415

    ring, on = KeyRing.of(data_folder()), date.today()  # noqa: DTZ011 - the office's own day
    if options.act == "keys":
        print(json.dumps(ring.published(on), indent=1))
        return 0
    if options.act == "rotate":
        name = ring.rotate(on)
        _journal("certificate_key.made", name)
        print(name)
        return 0
    try:
        ring.revoke(options.key, on)
    except KeyFaultError:
        raise FaultError(
            f"Không có khóa {options.key}. Xem: diaban certificate keys",
            f"There is no key {options.key}. See: diaban certificate keys",
        ) from None
    _journal("certificate_key.revoked", options.key)
    print(
        f"Đã hủy {options.key}. Chạy tiếp: diaban certificate rotate\n"
        f"{options.key} counts no more. Now run: diaban certificate rotate",
        file=sys.stderr,
    )
    return 0


def _journal(act: str, key: str) -> None:
    """Write down what became of a key; checking a certificate needs no database, this does."""
    import django  # noqa: PLC0415

    django.setup()
    from diaban.spine.journal.recording import record  # noqa: PLC0415 - after set-up
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415

    building.prepare_database()
    record(local_operator(), act, f"certificate_key:{key}", {})
