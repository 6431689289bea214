"""What can be wrong with a backup or with the place that it shall be restored to."""

from __future__ import annotations


class BackupError(Exception):
    """Something to mend, in two languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")
        self.vi, self.en = vi, en
