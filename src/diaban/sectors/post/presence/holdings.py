"""What presence holds of people who have an account: staff, managers, inspectors."""

from __future__ import annotations

from diaban.spine.privacy.holdings import Erased, Holding

_FOR_EVER = "for ever"


def _hold(name: str, words: str, tells: str, kept: str = _FOR_EVER) -> Holding:
    """Write a row; ``words`` is Vietnamese and English with a bar between."""
    model, field = name.rsplit(".", 1)
    vi, en = words.split(" | ")
    return Holding(f"post.{model}", field, vi, en, tuple(tells.split()), kept, Erased.NAMELESS)


PRESENCE_HOLDINGS: tuple[Holding, ...] = (
    _hold("Posting.person", "điểm bưu chính nơi làm việc | post points where one works",
          "point_id is_manager valid_from valid_to"),
    _hold("Posting.posted_by", "phân công đã ghi | postings entered",
          "point_id is_manager valid_from valid_to posted_at"),
    _hold("Shift.person", "ca trực | shifts",
          "point_id weekday begin_minute end_minute valid_from valid_to"),
    _hold("Shift.entered_by", "ca trực đã nhập | shifts entered", "point_id weekday entered_at"),
    _hold("Absence.person", "lần vắng mặt | absences",
          "point_id first_day last_day reason announced_at withdrawn_at"),
    _hold("Absence.cover", "lần trực thay | absences covered", "point_id first_day last_day"),
    _hold("Absence.announced_by", "vắng mặt đã báo | absences announced",
          "point_id first_day last_day announced_at"),
    _hold("Device.person", "khóa điện thoại | keys of phones",
          "key_id phone enrolled_at confirmed_at revoked_at reason"),
    _hold("Device.confirmed_by", "khóa đã xác nhận | keys confirmed", "key_id confirmed_at"),
    _hold("Device.revoked_by", "khóa đã hủy | keys revoked", "key_id revoked_at reason"),
    _hold("CheckIn.person", "lượt đến và về | check-ins",
          "point_id kind device_time happened_at received_at code_ok metres remarks"),
    _hold("CheckInPlace.check_in__person",
          "vị trí và ảnh của lượt đến và về | positions and photos of check-ins",
          "body lat_e7 lng_e7 accuracy_metres is_mock photo kept_since", "post_positions"),
    _hold("RefusedCheckIn.actor", "lượt không được nhận | check-ins refused",
          "reason said received_at", "post_refused"),
    _hold("PointSecret.made_by", "mã của điểm đã tạo | codes of points made",
          "point_id mode made_at ended_at"),
    _hold("Screen.made_by", "màn hình đã đặt | screens set up", "point_id made_at ended_at"),
    _hold("Flag.person", "điều cần xem lại | doubts about check-ins",
          "point_id kind day note settled_at"),
    _hold("Flag.settled_by", "điều đã xem lại | doubts looked into", "kind day note settled_at"),
    _hold("FlagComment.author", "giải thích đã viết | explanations written",
          "flag_id text said_at"),
    _hold("SpotCheck.inspector", "lần kiểm tra tại chỗ | spot checks",
          "point_id at found note metres corrects_id"),
    _hold("CitizenReport.settled_by", "phản ánh của dân đã xử lý | citizens' reports settled",
          "point_id day hour confirmed note settled_at"),
)  # fmt: skip
