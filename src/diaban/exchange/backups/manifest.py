"""What a backup says of itself: which tables and files it holds, and how they must look."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import IO

from diaban.exchange.backups.faults import BackupError

FORM = "diaban-backup-1"
MANIFEST = "manifest.json"
_PIECE = 1 << 20


@dataclass(frozen=True)
class Part:
    """One member of the archive: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass
class Manifest:
    """``migrations``: the newest of each app; ``tables``: how many rows each holds."""

    made_at: str
    vendor: str
    migrations: dict[str, str]
    tables: dict[str, int]
    parts: dict[str, Part] = field(default_factory=dict)
    form: str = FORM

    def write(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, written: bytes) -> Manifest:
        try:
            told = json.loads(written)
            if told["form"] != FORM:
                raise BackupError(
                    f"Bản sao lưu có dạng {told['form']}, bản phần mềm này không đọc được.",
                    f"The backup has the form {told['form']}, which this version cannot read.",
                )
            parts = {name: Part(**part) for name, part in told.pop("parts").items()}
            return cls(parts=parts, **told)
        except (ValueError, KeyError, TypeError):
            raise BackupError(
                "Tệp không phải bản sao lưu của Địa bàn.", "The file is no backup of Diaban."
            ) from None


def copy_measured(source: IO[bytes], target: IO[bytes] | None) -> Part:
    """Copy to the end, or only read, and tell what went by."""
    size, digest = 0, sha256()
    while piece := source.read(_PIECE):
        size += len(piece)
        digest.update(piece)
        if target is not None:
            target.write(piece)
    return Part(size, digest.hexdigest())
