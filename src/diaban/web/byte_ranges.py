"""Parts of files by ranges of bytes (RFC 9110, 14), as readers of PMTiles and cut downloads ask."""

from __future__ import annotations

import re
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from diaban.exchange.open_data.versions import blocks_of

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class CompressionMiddleware(GZipMiddleware):
    """Compress pages; a file of which parts may be asked goes as it is."""

    def process_response(self, request, response):
        if response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)


def send_file(request: HttpRequest, path: Path, content_type: str, tag: str) -> HttpResponseBase:
    """Answer with a file or the part of it that is asked; ``tag`` is its strong ETag.

    One range is answered; of several at once the whole file, as the standard allows.
    """
    size = path.stat().st_size
    asked = request.headers.get("Range", "")
    condition = request.headers.get("If-Range", f'"{tag}"')
    part = _RANGE.fullmatch(asked.strip()) if condition == f'"{tag}"' else None
    if part is None or part.groups() == ("", ""):
        first, beyond, status = 0, size, 200
    else:
        first, beyond = _bounds(part, size)
        status = 206
    if status == 206 and first >= beyond:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        # a HEAD is told how much there is, and reads nothing
        count = beyond - first if request.method != "HEAD" else 0
        response = StreamingHttpResponse(
            blocks_of(path, first, count), status=status, content_type=content_type
        )
        response["Content-Length"] = str(beyond - first)
        if status == 206:
            response["Content-Range"] = f"bytes {first}-{beyond - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{tag}"'
    return response


def _bounds(part: re.Match[str], size: int) -> tuple[int, int]:
    """Return the first byte and the one after the last; of a range without a start the tail."""
    first, last = part.groups()
    if not first:
        return max(0, size - int(last)), size if int(last) else 0
    if last and int(last) < int(first):
        return size, size
    return int(first), min(size, int(last) + 1) if last else size
