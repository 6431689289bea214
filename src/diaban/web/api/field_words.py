"""What is wrong with a field of a request, in Vietnamese; the English is Pydantic's own."""

from __future__ import annotations

from typing import Any

_WORDS = {
    "missing": "thiếu trường này",
    "extra_forbidden": "không có trường này",
    "json_invalid": "nội dung không phải JSON",
    "string_type": "phải là chuỗi ký tự",
    "string_too_short": "cần ít nhất {min_length} ký tự",
    "string_too_long": "dài quá {max_length} ký tự",
    "string_pattern_mismatch": "không đúng mẫu {pattern}",
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
    "int_from_float": "phải là số nguyên, không có phần lẻ",
    "int_parsing_size": "số quá lớn",
    "float_type": "phải là số",
    "float_parsing": "phải là số",
    "finite_number": "phải là số hữu hạn",
    "bool_parsing": "phải là true hoặc false",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "phải từ {le} trở xuống",
    "literal_error": "phải là một trong: {expected}",
    "enum": "phải là một trong: {expected}",
    "list_type": "phải là danh sách",
    "too_short": "cần ít nhất {min_length} mục",
    "too_long": "quá {max_length} mục",
    "tuple_type": "phải là danh sách đúng số mục",
    "dict_type": "phải là đối tượng JSON",
    "model_type": "phải là đối tượng JSON",
    "model_attributes_type": "phải là đối tượng JSON",
    "date_parsing": "phải là ngày dạng 2026-11-26",
    "date_from_datetime_parsing": "phải là ngày dạng 2026-11-26",
    "date_from_datetime_inexact": "phải là ngày, không kèm giờ",
    "date_type": "phải là ngày dạng 2026-11-26",
    "datetime_parsing": "phải là thời điểm dạng 2026-11-26T15:04:05+07:00",
    "datetime_from_date_parsing": "phải là thời điểm dạng 2026-11-26T15:04:05+07:00",
    "datetime_type": "phải là thời điểm dạng 2026-11-26T15:04:05+07:00",
    "value_error": "giá trị không hợp lệ",
}
_OTHERWISE = "không đúng dạng"


def say_fault(fault: dict[str, Any]) -> str:
    """Return one of Pydantic's faults in Vietnamese.

    >>> say_fault({"type": "less_than_equal", "ctx": {"le": 90.0}})
    'phải từ 90.0 trở xuống'
    >>> say_fault({"type": "of_tomorrow"})
    'không đúng dạng'
    """
    try:
        return _WORDS.get(fault["type"], _OTHERWISE).format(**fault.get("ctx", {}))
    except (KeyError, IndexError):
        return _OTHERWISE
