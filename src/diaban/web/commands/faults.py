"""Errors that a person can mend, said plainly in two languages."""

from __future__ import annotations

import errno
import sqlite3

from django.apps import apps
from django.db import DatabaseError, OperationalError


class FaultError(Exception):
    """Something to mend: what happened and what to do, Vietnamese first."""

    def __init__(self, vi: str, en: str, exit_code: int = 3) -> None:
        super().__init__(f"{vi}\n{en}")
        self.exit_code = exit_code


def translate_fault(error: Exception) -> FaultError | None:
    """Return the plain words for an error of the machine, or None for one of ours."""
    if isinstance(error, OSError):
        return _translate_os_error(error)
    if not apps.ready:
        return None
    from diaban.web.pages.days import DayError  # noqa: PLC0415 - Django must be set up first

    if isinstance(error, DayError):
        return FaultError(error.vi, error.en)
    if isinstance(error, (OperationalError, sqlite3.OperationalError)):
        return _translate_operational_error(error)
    if isinstance(error, (DatabaseError, sqlite3.DatabaseError)):
        text = str(error).lower()
        return _DAMAGED if "malformed" in text or "not a database" in text else None
    return None


def _translate_operational_error(error: Exception) -> FaultError | None:
    text = str(error).lower()
    if "disk is full" in text or "no space" in text:
        return _DISK_FULL
    if "readonly" in text or "unable to open" in text or "permission" in text:
        return no_permission("the data folder")
    if "locked" in text:
        return FaultError(
            "Cơ sở dữ liệu đang bị một tiến trình khác giữ. Đợi nó xong rồi chạy lại.",
            "Another process holds the database. Let it finish, then run again.",
            exit_code=4,
        )
    if "connection" in text:
        return FaultError(
            "Không nối được tới PostgreSQL. Kiểm tra DIABAN_DATABASE_URL và máy chủ.",
            f"PostgreSQL cannot be reached. Check DIABAN_DATABASE_URL and the server.\n{error}",
        )
    return None


def no_permission(where: object) -> FaultError:
    return FaultError(
        f"Không có quyền ghi vào {where}. Đổi quyền, hoặc đặt DIABAN_DATA tới thư mục khác.",
        f"No permission to write to {where}. Change it, or point DIABAN_DATA to another folder.",
    )


_DISK_FULL = FaultError(
    "Đĩa đầy. Giải phóng chỗ rồi chạy lại: việc sẽ tiếp tục từ chỗ dừng, không mất gì.",
    "The disk is full. Free some space and run again: work goes on where it stopped.",
)

_DAMAGED = FaultError(
    "Tệp cơ sở dữ liệu hỏng. Khôi phục bản sao lưu, hoặc đặt DIABAN_DATA tới thư mục khác.",
    "The database file is damaged. Restore a copy, or point DIABAN_DATA to another folder.",
)


def _translate_os_error(error: OSError) -> FaultError | None:
    if error.errno == errno.ENOSPC:
        return _DISK_FULL
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR}:
        return no_permission(error.filename or "the data folder")
    if error.errno == errno.ENOENT and error.filename:
        return FaultError(
            f"Không thấy tệp {error.filename}. Kiểm tra lại đường dẫn.",
            f"There is no file {error.filename}. Check the path.",
        )
    return None
