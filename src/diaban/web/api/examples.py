"""Answers as examples in the description, and which calls need a key."""

from __future__ import annotations

from typing import Any

_DOOR: dict[str, Any] = {
    "identifier": "VXD3-JD06-Q",
    "vpostcode": "110242VH3CM3",
    "line": "12, Hàng Bông",
    "house_number": "12",
    "lanes": "",
    "street": "Hàng Bông",
    "building": "",
    "locality": "",
    "commune": {"code": "00070", "name": "Phường Hoàn Kiếm", "province": "Thành phố Hà Nội"},
    "lat": 21.028511,
    "lng": 105.854167,
    "accuracy_metres": 4.0,
    "position_source": "gnss",
    "synthetic": True,
}
_TAKEN = {"reference": "2026-03-02-000817", "result": "taken", "reason": None, "vi": None}
_TAKEN["en"] = None
_WEBHOOK = {
    "id": 1,
    "url": "https://courier.example.vn/diaban",
    "state": "working",
    "after": 2718,
    "failures": 0,
    "next_at": "2026-03-02T08:00:00Z",
}
_LIST = {
    "id": 1,
    "state": "done",
    "rows": 2,
    "counts": {"rows": 2, "decided": 2, "several": 0, "none": 0, "exceptions": 0, "matched": 2},
    "error": None,
}
_TARGET: dict[str, Any] = {
    "id": 1,
    "title": "100% hộ có mã địa chỉ",
    "programme": "Chương trình hành động 2026",
    "task_number": "6",
    "task": "Hoàn thiện mã địa chỉ tới từng hộ gia đình",
    "field": "post",
    "relation": ">=",
    "threshold": 1.0,
    "amount": None,
    "begins_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "gauge": "measure",
    "gauge_name": "households-coded",
    "lacks": "",
    "synthetic": True,
}
_ROW = {"identifier": "VXD3-JD06-Q", "line": "12, Hàng Bông"}
_REGISTER: dict[str, Any] = {
    "register_key": "post-points-staffed",
    "title_vi": "Điểm bưu điện xã có người phục vụ",
    "title_en": "Post points with staff",
    "noun_vi": "điểm bưu điện",
    "noun_en": "post points",
    "level": "commune",
    "source": "Sở TT&TT Hà Nội, 1/2021",
    "shelf_life_days": 90,
    "as_of": "2026-11-26",
    "ground": "charge",
    "numerator": 3,
    "denominator": 4,
    "unknown": 1,
    "share": 0.75,
    "low": 0.6,
    "high": 0.8,
    "silent": 0,
    "stale": 0,
    "synthetic": False,
    "places": [
        {
            "unit": "00070",
            "unit_name": "Phường Hoàn Kiếm",
            "state": "fresh",
            "held_on": "2026-10-31",
            "numerator": 3,
            "denominator": 4,
            "unknown": 1,
            "source_file": "quy-3.xlsx",
            "source_digest": "a" * 64,
            "note": "",
            "synthetic": False,
        }
    ],
}
_STATED: dict[str, Any] = {
    "unit": "00070",
    "held_on": "2026-10-31",
    "result": "taken",
    "reason": None,
    "vi": None,
    "en": None,
}
_SECRET = "whsec_" + "A" * 43 + "="
# by the name of the call
KEYED: dict[str, dict[str, Any]] = {
    "verify": {
        "asked": "written",
        "verdict": "real",
        "spelled_so": False,
        "probability": 0.9987,
        "reasons": ["commune_not_said"],
        "registered": "12, Hàng Bông, Phường Hoàn Kiếm, Thành phố Hà Nội",
        "differences": [
            {
                "part": "commune",
                "written": "",
                "registered": "Phường Hoàn Kiếm",
                "reason": "commune_not_said",
            }
        ],
        "address": _DOOR,
        "entrances": [
            {
                "lat": 21.02851,
                "lng": 105.85419,
                "accuracy_metres": 3.1,
                "source": "deliveries",
                "position_source": None,
                "deliveries": 7,
            }
        ],
        "life": "confirmed",
        "last_confirmed_on": "2026-03-01",
        "risk": {"share": 0.125, "low": 0.0224, "high": 0.4709, "failed": 1, "deliveries": 8},
        "others": [],
    },
    "lookup": {"asked": "code", "addresses": [_DOOR], "answers_for": None},
    "reverse": {"doors": [{**_DOOR, "metres": 3.2}]},
    "changes": {
        "feed": 2718281828459045,
        "changes": [
            {
                "number": 1,
                "kind": "created",
                "at": "2026-03-02T08:00:00Z",
                "identifier": "VXD3-JD06-Q",
                "vpostcode_before": None,
                "merged_into": None,
                "address": _DOOR,
                "certification": "none",
            }
        ],
        "after": 1,
        "newest": 1,
    },
    "report_delivery": _TAKEN,
    "report_deliveries": {"deliveries": [_TAKEN]},
    "webhooks": {"webhooks": [_WEBHOOK]},
    "register_webhook": {
        **_WEBHOOK,
        "secret": _SECRET,
    },
    "delete_webhook": _WEBHOOK,
    "send_list": _LIST,
    "read_list": _LIST,
    "delete_list": _LIST,
    "read_measure_rows": {
        "measure": "households-coded",
        "version": 1,
        "as_of": "2026-11-26",
        "label": "rest",
        "unit": "00070",
        "ground": "charge",
        "count": 1,
        "rows": [_ROW],
        "after": None,
    },
    "list_targets": {"targets": [_TARGET]},
    "read_one_target": {
        **_TARGET,
        "as_of": "2026-11-26",
        "ground": "city",
        "measured_by": "households-coded",
        "numerator": 1_840,
        "denominator": 2_000,
        "unknown": 100,
        "share": 0.92,
        "low": 0.8762,
        "high": 0.9238,
        "is_reached": False,
        "silent": 0,
        "stale": 0,
        "lapsed": 0,
        "declared": {
            "numerator": 1_990,
            "denominator": 2_000,
            "share": 0.995,
            "held_on": "2026-11-20",
            "other_noun_vi": None,
            "other_noun_en": None,
        },
        "difference": 0.075,
        "expected": 0.9,
        "forecast": {
            "outlook": "expected",
            "likeliest": "2026-12-20",
            "earliest": "2026-12-08",
            "latest": "2027-01-15",
        },
        "standing_synthetic": False,
    },
    "read_evidence": _REGISTER,
    "read_document": {
        "head": {
            "issuer": "UBND THÀNH PHỐ",
            "line": "committee",
            "number": "12",
            "symbol": "KH-UBND",
            "place": "Hà Nội",
            "day": "2026-01-05",
            "kind": "plan",
            "abstract": "Phát triển bưu chính năm 2026",
            "signer": "",
            "recipients": [],
        },
        "genre": "order",
        "voice": "city",
        "letters": 214,
        "unread": 0.0,
        "duties": [
            {
                "number": 1,
                "start": 131,
                "end": 176,
                "quote": "rà soát điểm phục vụ trước ngày 15/3",
                "voice": "city",
                "field": "post",
                "verb_class": "new",
                "lead": "Sở Tài chính",
                "partners": [],
                "relation": None,
                "value": None,
                "unit": None,
                "deadline": "2026-03-14",
                "deadline_said": "trước ngày 15/3",
                "product": None,
                "basis": [],
                "open_ended": False,
                "sure": True,
                "proposed": False,
            }
        ],
        "findings": [{"duty": 1, "flaw": "no measure", "severity": "question", "other": None}],
        "notes": [],
    },
    "state_evidence": {
        "register_key": "post-points-staffed",
        "taken": 1,
        "rows": [_STATED],
    },
}


def add_examples(document: dict[str, Any]) -> dict[str, Any]:
    """Add to the description an answer of each call with a key, and how the key is sent."""
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    for item in document["paths"].values():
        for call in item.values():
            example = KEYED.get(call["operationId"])
            if example is not None:
                call["security"] = [{"key": []}]
                call["responses"][200]["content"]["application/json"]["example"] = example
    return document
