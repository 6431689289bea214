"""Which numbers of a duty are an amount that is to be there in all: "40 trạm", "10 tổ"."""

from __future__ import annotations

import re

from diaban.spine.programme.directives import Duty

# so many of each place, household, quarter: no amount of the whole city
_EACH = re.compile(
    r"\b(?:mỗi|từng|mọi|định kỳ)\b|\b(?:hằng|hàng) (?:ngày|tuần|tháng|quý|năm)\b"
    r"|\btại (?:(?P<places>\d+)|tất cả|toàn bộ) \w+"
)
# what is spent, waited or measured out is not counted in records
_NO_RECORDS = re.compile(
    r"/|%|\b(?:giây|phút|giờ|ngày|tuần|tháng|quý|năm|lần|đồng|tỷ|triệu|usd|m|km|mét|m2|ha|kg|tấn|"
    r"mbps|gb|tb|điểm phần trăm|cấp|mức|lớp|tuổi)\b"
)
# what one case may take, or how far it may lie: nothing that is counted over all
_OF_ONE_CASE = frozenset({"giây", "phút", "giờ", "ngày", "tuần", "tháng", "km", "mét", "m"})
MOST = 2**31 - 1


def amount_of(duty: Duty) -> int | None:
    """Return how many of something a duty asks for in all; None for any other number.

    "Phát sóng 40 trạm 5G" asks for 40 of them; "mỗi xã ít nhất 02 người", "10 tuyến mỗi quý",
    "trong 24 giờ" and "5 tỷ đồng" do not ask for so many records of the city.
    """
    value, unit = duty.value, " ".join(duty.value_unit.lower().split())
    if value is None or value != int(value) or not 1 <= value <= MOST:
        return None
    if not unit or _NO_RECORDS.search(unit):
        return None
    words = " ".join(duty.quote.lower().split())
    each = [
        one for one in _EACH.finditer(words) if not one["places"] or int(one["places"]) != value
    ]
    return None if duty.recurs is not None or each else int(value)


def limits_each_case(duty: Duty) -> bool:
    """Whether the number of a duty bounds each case by itself: "trong 24 giờ", "không quá 3 km".

    What is measured of it is the share of cases that keep to it, and more of them is better.
    """
    unit = duty.value_unit.lower()
    # "3 sự cố/tháng" counts over a month, and bounds no case
    return "/" not in unit and not _OF_ONE_CASE.isdisjoint(unit.split()[:1])
