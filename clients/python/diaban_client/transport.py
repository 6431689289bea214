"""The way to the interface: one kept connection, patience where the server asks for it."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

LONGEST_WAIT_SECONDS = 60.0


class DiabanError(Exception):
    """The interface refused: `reason` for programs, `vi` and `en` for people."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        self.status = status
        self.reason = str(told.get("reason", "unknown"))
        self.vi = str(told.get("vi", ""))
        self.en = str(told.get("en", ""))
        super().__init__(f"{status} {self.reason}: {self.en}")


class HttpTransport:
    """Calls one site with one key; not to be shared by threads.

    What was cut is tried once more, and a full quota or a busy server waited for up to
    ``LONGEST_WAIT_SECONDS``. Both are safe: reading changes nothing, and what is reported carries
    a reference that counts once.
    """

    def __init__(self, site: str, key: str, timeout: float = 30.0, tries: int = 3) -> None:
        parts = urlsplit(site)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"a site is written https://name: {site}")
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self._connection = kind(parts.hostname, parts.port, timeout=timeout)
        self._prefix = parts.path.rstrip("/")
        self._key = key
        self._tries = tries

    def call(self, method: str, path: str, query: Mapping[str, Any], body: Any = None) -> Any:
        """Send a call and return the parsed answer, a file as bytes.

        Raises DiabanError, and OSError off-line.
        """
        asked = {name: _write(value) for name, value in query.items() if value is not None}
        target = self._prefix + path + (f"?{urlencode(asked)}" if asked else "")
        is_file = body is None or isinstance(body, bytes)
        content = body if is_file else json.dumps(body, ensure_ascii=False).encode()
        for left in range(self._tries - 1, -1, -1):
            try:
                status, wait, told = self._send(method, target, content)
            except (OSError, http.client.HTTPException):
                self._connection.close()
                if not left:
                    raise
                continue
            if status < 400:
                return told
            if status not in {429, 503} or wait > LONGEST_WAIT_SECONDS or not left:
                raise DiabanError(status, told if isinstance(told, dict) else {})
            time.sleep(wait)
        raise AssertionError("unreachable")

    def close(self) -> None:
        self._connection.close()

    def _send(self, method: str, target: str, content: bytes | None) -> tuple[int, float, Any]:
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        if content is not None:
            # of a file the call says what it is, whatever stands here
            headers["Content-Type"] = "application/json"
        self._connection.request(method, target, content, headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        told: Any = raw
        if answer.headers.get_content_type() != "text/csv":
            try:
                told = json.loads(raw)
            except ValueError:
                told = {}
        return answer.status, float(answer.headers.get("Retry-After", "0")), told


def _write(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
