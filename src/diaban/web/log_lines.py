"""Log lines that stand for one event each: in UTC, and no text from outside begins a new one."""

from __future__ import annotations

import logging
import time


class PlainLines(logging.Formatter):
    """Writes control characters of a message as escapes; a traceback keeps its lines."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        record.message = "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode() for c in record.message
        )
        return super().formatMessage(record)
