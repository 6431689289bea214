"""Why an address counts by a measure of the registry or does not: a few words of its state."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from diaban.spine.addresses.models import CodeState, Life, PositionSource, PostalQuality
from diaban.spine.figures.declaring import Words, since

_NOT_CODED = {
    CodeState.DUE: ("mã chờ được tính", "its code waits to be computed"),
    CodeState.NO_POSITION: ("chưa có vị trí", "no position"),
    CodeState.TOO_COARSE: ("vị trí quá thô", "position too coarse"),
    CodeState.OUTSIDE: ("vị trí ngoài mọi xã, phường", "outside every commune"),
    CodeState.CONFLICT: ("vị trí trái với xã, phường đã khai", "contradicts its declared commune"),
    CodeState.AREA_UNCERTAIN: ("chưa chắc thuộc xã, phường nào", "commune not certain"),
    CodeState.NO_POSTAL_CODE: ("xã, phường chưa có mã bưu chính", "commune without a postal code"),
}
_BEFORE = {
    Life.COLLECTED: ("đã thu thập", "collected"),
    Life.NOTIFIED: ("đã thông báo", "notified"),
    Life.CONFIRMED: ("đã xác nhận", "confirmed"),
}
_RETIRED = ("không còn dùng", "retired")
_SOURCES = {
    PositionSource.GNSS: ("đo vệ tinh", "by satellite"),
    PositionSource.PLAN: ("bản vẽ", "from a plan"),
    PositionSource.IMAGERY: ("ảnh chụp từ trên cao", "from imagery"),
    PositionSource.STREET: ("nội suy theo đường", "from its street"),
    PositionSource.OPEN_MAP: ("bản đồ mở", "from an open map"),
    PositionSource.POINTED: ("chỉ trên bản đồ", "pointed on the map"),
}
_WRITTEN = {
    PostalQuality.ABSENT: ("chưa viết địa chỉ", "no written address"),
    PostalQuality.PARTIAL: ("viết còn thiếu", "written in part"),
    PostalQuality.PARSED: ("viết đầy đủ", "written out in full"),
    PostalQuality.MATCHED: ("viết đầy đủ, khớp danh mục", "in full, found in lists"),
    PostalQuality.CONFIRMED: ("viết đầy đủ, đã xác nhận", "in full, confirmed"),
}


def of_code(row: Mapping[str, Any]) -> Words:
    """Tell what a code waits for, or since when it is there."""
    coded = row["code_state"] == CodeState.CODED
    found = since(("có mã", "coded"), row) if coded else _NOT_CODED[row["code_state"]]
    return _excluded_household(row) or found


def of_confirmation(row: Mapping[str, Any]) -> Words:
    """Tell since when the household has confirmed, or the commune certified; else how far it is."""
    words = ("xác nhận", "confirmed")
    return _excluded_household(row) or _told_step(row, Life.CONFIRMED, words)


def of_certificate(row: Mapping[str, Any]) -> Words:
    words = ("chứng nhận", "certified")
    return _excluded_household(row) or _told_step(row, Life.CERTIFIED, words)


def of_position(row: Mapping[str, Any]) -> Words:
    """Tell how accurate the position is by its own word, and where it is from."""
    if row["life"] == Life.RETIRED:
        return _RETIRED
    if row["lat_e7"] is None:
        return "chưa có vị trí", "no position"
    metres, source = row["accuracy_metres"], _SOURCES.get(row["position_source"])
    if metres is None:
        vi, en = "vị trí không rõ sai số", "position of unknown accuracy"
    else:
        vi, en = f"vị trí ± {_write(metres, ',')} m", f"position ± {_write(metres, '.')} m"
    if source is None:
        return f"{vi}, không rõ nguồn", f"{en}, of unknown source"
    return f"{vi} ({source[0]})", f"{en} ({source[1]})"


def of_writing(row: Mapping[str, Any]) -> Words:
    return _RETIRED if row["life"] == Life.RETIRED else _WRITTEN[row["postal_quality"]]


def _excluded_household(row: Mapping[str, Any]) -> Words | None:
    if row["life"] == Life.RETIRED:
        return _RETIRED
    return None if row["is_household"] else ("không phải hộ", "no household")


def _told_step(row: Mapping[str, Any], step: Life, words: Words) -> Words:
    vi, en = words
    if row["life"] >= step:
        return since((f"đã {vi}", en), row)
    if row["life"] == Life.CANDIDATE:
        return "chưa thu thập", "not collected"
    before = _BEFORE[row["life"]]
    return f"{before[0]}, chưa {vi}", f"{before[1]}, not {en}"


def _write(metres: float, mark: str) -> str:
    """Write metres with a decimal, never fewer than they are: 10.04 are more than 10."""
    return f"{ceil(round(metres * 10, 6)) / 10:.1f}".removesuffix(".0").replace(".", mark)
