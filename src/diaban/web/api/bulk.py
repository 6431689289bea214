"""Bulk work over a stream: rows of CSV or NDJSON come in, the same rows with answers go out.

Answers are sent while the request is still being read, in constant memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import NinjaAPI, Query

from diaban.exchange.row_streams.faults import StreamError
from diaban.exchange.row_streams.reading import CsvRows, JsonRows, Rows, whole_lines
from diaban.exchange.row_streams.writing import OURS, Answers, CsvAnswers, JsonAnswers
from diaban.web.api import bulk_stream
from diaban.web.api.bulk_answers import WORKS, Work, answer, recognise
from diaban.web.api.bulk_description import describe
from diaban.web.api.bulk_stream import Body, Slot, body_reader
from diaban.web.api.refusing import refuse_stream
from diaban.web.api.schemas import ErrorOut
from diaban.web.api.stuck_clients import cut_off_unread

CSV, NDJSON = "text/csv", "application/x-ndjson"
_TYPES = {CSV: CSV, NDJSON: NDJSON, "application/ndjson": NDJSON, "application/jsonl": NDJSON}
_UTF8 = {"", "utf-8", "utf8", "us-ascii"}
_PROGRESS_ROWS = 10_000
_AS_OF = Query(
    None,
    description="Day whose units and postal codes count, from 2025-01-01 (for addresses from "
    "2018-01-01); today if absent",
)
_PROGRESS = Query(
    False,
    description="Tell about every 10,000 rows how far it is: in NDJSON an object with only "
    "diaban_progress, in CSV a line that begins with #",
)
_REFUSALS = dict.fromkeys((406, 415, 422, 503), ErrorOut)


def add_bulk(api: NinjaAPI) -> None:
    """Add POST /bulk/encode, /bulk/check, /bulk/locate and /clean."""
    api.add_exception_handler(StreamError, refuse_stream)
    for work in WORKS.values():
        _add(api, work)


def _add(api: NinjaAPI, work: Work) -> None:
    summary, extra = describe(work)

    @api.post(
        f"{work.path}{work.name}",
        response=_REFUSALS,
        summary=summary,
        operation_id=f"bulk_{work.name}",
        openapi_extra=extra,
    )
    def stream(
        request: HttpRequest, as_of: date | None = _AS_OF, progress: bool = _PROGRESS
    ) -> HttpResponseBase:
        return _begin(work, request, work.ground(as_of), progress=progress)


def _begin(
    work: Work, request: HttpRequest, ground: Any, *, progress: bool
) -> StreamingHttpResponse:
    takes = _type_of(request)
    gives = _type_wanted(request, takes)
    packing = request.headers.get("Content-Encoding", "").strip().lower()
    if packing not in {"", "identity", "gzip"}:
        raise StreamError("content_encoding", value=packing[:40])
    slot = Slot()
    port = int(request.META["SERVER_PORT"])
    cut_off_unread(port, bulk_stream.LIMITS.unread_seconds)
    body = Body(body_reader(request), bulk_stream.LIMITS, packed=packing == "gzip", port=port)
    try:
        job = _Job(work, ground, body, CsvRows if takes == CSV else JsonRows)
    except BaseException:
        body.stop()
        slot.free()
        raise
    if isinstance(job.rows, JsonRows):
        job.rows.alike = gives == CSV
    form = CsvAnswers if gives == CSV else JsonAnswers
    response = StreamingHttpResponse(
        _Answer(job, form, slot, progress=progress), content_type=f"{gives}; charset=utf-8"
    )
    response["X-Diaban-Limits"] = bulk_stream.LIMITS.header()
    response["Cache-Control"] = "no-store"
    # packing would hold answers back until enough of them are there
    response["Content-Encoding"] = "identity"
    return response


def _type_of(request: HttpRequest) -> str:
    said = request.headers.get("Content-Type", "")
    kind = _TYPES.get(said.partition(";")[0].strip().lower())
    charset = said.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if kind is None or charset not in _UTF8:
        raise StreamError("content_type", value=said[:80])
    return kind


def _type_wanted(request: HttpRequest, takes: str) -> str:
    said = request.headers.get("Accept", "*/*")
    wanted = [part.partition(";")[0].strip().lower() for part in said.split(",")]
    for one in wanted:
        if one in _TYPES:
            return _TYPES[one]
    if {"*/*", "", "text/*" if takes == CSV else "application/*"} & set(wanted):
        return takes
    raise StreamError("accept", value=said[:80])


class _Job:
    """Reads rows and finds their answers. What is wrong with the beginning is raised at once."""

    def __init__(
        self, work: Work, ground: Any, body: Body, form: type[CsvRows] | type[JsonRows]
    ) -> None:
        self.work = work
        self.ground = ground
        self.body = body
        self.row = 0
        longest = bulk_stream.LIMITS.line_bytes
        self.rows = form(whole_lines(body, longest), longest)
        self.columns = recognise(work, self.rows.columns)

    def batches(self) -> Iterator[tuple[Rows, Any]]:
        most = bulk_stream.LIMITS.rows
        done = 0
        for rows in self.rows:
            allowed = most - done
            whole = _first(rows, allowed) if len(rows.numbers) > allowed else rows
            if whole.numbers:
                yield whole, answer(self.work, whole, self.columns, self.ground)
                self.row = whole.numbers[-1]
            done += len(rows.numbers)
            if done > most:
                raise StreamError("limit_rows", limit=most)


def _first(rows: Rows, count: int) -> Rows:
    faults = {place: fault for place, fault in rows.faults.items() if place < count}
    objects = rows.objects if rows.objects is None else rows.objects[:count]
    return Rows(rows.numbers[:count], rows.frame.head(count), faults, objects)


class _Answer:
    """The pieces of the answer; ends the work when the server is done with it or gives it up."""

    def __init__(
        self, job: _Job, form: type[CsvAnswers] | type[JsonAnswers], slot: Slot, *, progress: bool
    ) -> None:
        self._job = job
        self._slot = slot
        self._progress = progress
        answers = form(job.rows.columns, job.work.results, job.rows.delimiter)
        self._pieces = self._write(answers)

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._pieces.close()
        self._job.body.stop()
        self._slot.free()

    def _write(self, answers: Answers) -> Iterator[bytes]:
        job, told = self._job, 0
        try:
            yield answers.begin()
            for rows, found in job.batches():
                yield answers.write(rows, found)
                if self._progress and rows.numbers[-1] - told >= _PROGRESS_ROWS:
                    told = rows.numbers[-1]
                    yield answers.note(self._how_far(told))
            if self._progress:
                yield answers.note(self._how_far(job.row) | {"done": 1})
        except StreamError as error:
            vi, en = error.say(row=job.row)
            names = ("row", "error", "vi", "en")
            yield answers.tell(
                {OURS + n: v for n, v in zip(names, (job.row, error.reason, vi, en), strict=True)}
            )
        finally:
            job.body.stop()
            self._slot.free()

    def _how_far(self, row: int) -> dict[str, Any]:
        body = self._job.body
        return {"row": row, "bytes": body.bytes, "seconds": round(body.seconds, 2)}
