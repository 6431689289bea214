"""A household's reach as the row behind a figure: whose it is, how far, and what page opens it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from diaban.sectors.post.reach.models import ReachSurvey
from diaban.sectors.post.reach.table import NOWHERE_METRES
from diaban.spine.addresses.told_rows import tell_addresses
from diaban.spine.figures.declaring import RowTold
from diaban.spine.parties.models import User

_Metres = tuple[int | None, int | None, int | None]
_UNKNOWN: _Metres = (None, None, None)


def tell_reach(actor: User, numbers: list[int]) -> dict[int, RowTold]:
    """Tell those of the households that lie in the actor's charge, by the newest survey."""
    survey = ReachSurvey.objects.newest()
    metres = _metres_of(survey, numbers) if survey is not None else {}
    return {
        number: _told(number, told, *metres.get(number, _UNKNOWN))
        for number, told in tell_addresses(actor, numbers).items()
    }


def _metres_of(survey: ReachSurvey, numbers: list[int]) -> dict[int, _Metres]:
    rows = pl.scan_parquet(survey.path).filter(pl.col("id").is_in(numbers))
    found = rows.select("id", "open_metres", "staffed_metres", "perhaps_metres").collect()
    return {number: tuple(metres) for number, *metres in found.iter_rows()}


def _told(
    number: int, told: RowTold, is_open: int | None, is_staffed: int | None, perhaps: int | None
) -> RowTold:
    """Tell both distances: a figure asks about one of them, and the other is why."""
    note_vi, note_en = "chưa biết cách điểm bao xa", "not known how far from a point"
    if _is_somewhere(is_open):
        note_vi = f"cách điểm đang hoạt động {_say(is_open, ',')} km đường bộ"
        note_en = f"{_say(is_open)} km by road to a point in service"
        if is_staffed != perhaps:
            note_vi += "; chưa rõ điểm gần nào có người phục vụ"
            note_en += "; not known which point near is staffed"
        elif _is_somewhere(is_staffed):
            note_vi += f", điểm có người phục vụ {_say(is_staffed, ',')} km"
            note_en += f", {_say(is_staffed)} km to a staffed one"
    return replace(
        told, note_vi=note_vi, note_en=note_en, page="post_household", query={},
        parts={"number": number},
    )  # fmt: skip


def _is_somewhere(metres: int | None) -> bool:
    return metres is not None and metres < NOWHERE_METRES


def _say(metres: int | None, mark: str = ".") -> str:
    return f"{(metres or 0) / 1_000:.1f}".replace(".", mark)
