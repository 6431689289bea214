"""What the sector holds of people who have an account: who said what, and who decided."""

from __future__ import annotations

from diaban.sectors.post.presence.holdings import PRESENCE_HOLDINGS
from diaban.sectors.post.presence.retention import KEPT as KEPT_OF_PRESENCE
from diaban.sectors.post.register.photos import KEPT as KEPT_OF_PHOTOS
from diaban.spine.privacy.holdings import Holding

__all__ = ["HOLDINGS", "KEPT"]

_FOR_EVER = "for ever"
KEPT = (*KEPT_OF_PRESENCE, *KEPT_OF_PHOTOS)
HOLDINGS = (
    Holding(
        "post.Statement", "actor", "điều đã ghi về điểm bưu chính", "statements about post points",
        ("point_id", "act", "facts", "source", "held_on", "learned_at"), _FOR_EVER,
    ),
    Holding(
        "post.Candidate", "decided_by", "quyết định về điểm bưu chính",
        "decisions on post points", ("point_id", "state", "decided_at"), _FOR_EVER,
    ),
    Holding(
        "post.ReachSurvey", "actor", "lần đo mức độ tiếp cận đã giao", "surveys of access ordered",
        ("as_of", "made_at"), _FOR_EVER,
    ),
    Holding(
        "post.ProposalSet", "actor", "lần tính đề xuất đặt điểm đã giao",
        "proposals of points ordered", ("survey_id", "made_at"), _FOR_EVER,
    ),
    Holding(
        "post.PlaceOnOffer", "offered_by", "phòng cho mượn đã ghi", "rooms put on offer",
        ("name", "commune_id", "offered_on"), _FOR_EVER,
    ),
    Holding(
        "post.PlaceOnOffer", "withdrawn_by", "phòng cho mượn đã rút", "rooms withdrawn",
        ("name", "commune_id", "withdrawn_at"), _FOR_EVER,
    ),
    Holding(
        "post.PointPhoto", "added_by", "ảnh điểm bưu chính đã thêm",
        "photos of post points added", ("point_id", "caption", "taken_on", "added_at"),
        "post_point_photos",
    ),
    Holding(
        "post.PointPhoto", "taken_down_by", "ảnh điểm bưu chính đã gỡ",
        "photos of post points taken down", ("point_id", "reason", "taken_down_at"),
        "post_point_photos",
    ),
    *PRESENCE_HOLDINGS,
)  # fmt: skip
