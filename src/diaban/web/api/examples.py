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
