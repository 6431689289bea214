"""Reports as a person reads them on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

_STATES = {
    "coded": "đã có mã / coded",
    "no_position": "chờ: chưa có vị trí / waits: no position",
    "too_coarse": "chờ: vị trí quá thô / waits: position too coarse",
    "outside": "chờ: nằm ngoài mọi địa bàn / waits: outside every unit",
    "conflict": "chờ: khai một nơi, nằm một nơi / waits: declared and located units differ",
    "area_uncertain": "chờ: địa giới gần đúng, chưa chắc xã / waits: area approximate",
    "no_postal_code": "chờ: xã chưa có mã bưu chính / waits: unit without postal code",
    "due": "chưa xét / not looked at yet",
}


def coding_report(report: Mapping[str, object]) -> str:
    """Lay out a coding report: this run's work, then the whole registry by state."""
    heading = (
        f"Lần cấp mã {report['run']} / run {report['run']}: {report['looked_at']:,} địa chỉ, "
        f"cấp lại {report['reissued']:,} / re-issued"
    )
    lines = [heading]
    states: Mapping[str, int] = report["registry"]
    for state, words in _STATES.items():
        if states.get(state):
            lines.append(f"  {states[state]:>12,}  {words}")
    lines.append(f"  {sum(states.values()):>12,}  tổng số / all")
    return "\n".join(lines)
