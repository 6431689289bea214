"""What is held of a person who has an account: one table, and a test that it is whole.

Each row is a reference from a table to the person, or (``check_in__person``) from what hangs on
such a row. ``kept`` says how long, ``erased`` what becomes of it when the person's data are erased.
Nothing here is a person's own text but notes of captures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.db.models import QuerySet

from diaban.spine.parties.models import User
from diaban.spine.sectors import declared


class Erased(StrEnum):
    """What erasing a person does to the rows that refer to them."""

    GONE = "gone"  # the rows are deleted
    NAMELESS = "nameless"  # they stay, and lead to an account without a name
    EMPTIED = "emptied"  # they stay nameless, and texts in them are emptied


@dataclass(frozen=True)
class Holding:
    """A table that refers to people by ``field``; ``tells`` are the columns a person is told."""

    model: str
    field: str
    vi: str
    en: str
    tells: tuple[str, ...]
    kept: str
    erased: Erased = Erased.NAMELESS

    @property
    def name(self) -> str:
        return f"{self.model}.{self.field}"

    def rows_of(self, person: User) -> QuerySet:
        model = apps.get_model(self.model)
        return model._base_manager.filter(**{self.field: person}).order_by("pk")


_FOR_EVER = "for ever"
_UNTIL_ERASED = "until the account is erased"


def _hold(name: str, words: str, tells: str, kept: str = _FOR_EVER, *, erased=Erased.NAMELESS):
    """Write a row of the table; ``words`` is Vietnamese and English with a bar between."""
    model, field = name.rsplit(".", 1)
    vi, en = words.split(" | ")
    return Holding(model, field, vi, en, tuple(tells.split()), kept, erased)


HOLDINGS: tuple[Holding, ...] = (
    _hold(
        "mfa.Authenticator.user",
        "cách xác thực | ways to sign in",
        "type created_at last_used_at",
        _UNTIL_ERASED,
        erased=Erased.GONE,
    ),
    _hold(
        "usersessions.UserSession.user",
        "phiên đăng nhập | sessions",
        "ip user_agent created_at last_seen_at",
        "until the session ends",
        erased=Erased.GONE,
    ),
    _hold(
        "socialaccount.SocialAccount.user",
        "tài khoản ở dịch vụ đăng nhập | account at the sign-in service",
        "provider uid date_joined last_login",
        _UNTIL_ERASED,
        erased=Erased.GONE,
    ),
    _hold(
        "account.EmailAddress.user",
        "thư điện tử | e-mail",
        "email",
        _UNTIL_ERASED,
        erased=Erased.GONE,
    ),
    _hold(
        "parties.Invitation.person",
        "lời mời | invitations",
        "made_at ends_at used_at",
        "invitations",
        erased=Erased.GONE,
    ),
    _hold(
        "parties.Invitation.made_by",
        "lời mời đã gửi | invitations made",
        "made_at person_id",
        "invitations",
    ),
    _hold(
        "parties.ApiKey.client",
        "khóa API của hệ thống | keys of a system",
        "prefix purpose scopes made_at expires_at revoked_at",
    ),
    _hold(
        "parties.ApiKey.made_by",
        "khóa API đã cấp | keys given",
        "prefix purpose made_at expires_at revoked_at",
    ),
    _hold(
        "parties.Membership.person",
        "cơ quan | organisation",
        "organisation_id valid_from valid_to",
        _UNTIL_ERASED,
        erased=Erased.GONE,
    ),
    _hold(
        "parties.OrganisationSuccession.assigned_by",
        "giao lĩnh vực | fields assigned",
        "predecessor_id successor_id field on",
    ),
    _hold("places.Charge.user", "địa bàn | territory", "unit_id valid_from valid_to"),
    _hold(
        "journal.Entry.actor", "việc trong nhật ký | acts in the journal", "at act subject facts"
    ),
    _hold(
        "runs.Run.actor",
        "việc hàng loạt | bulk work",
        "kind file_name source started_at finished_at counts",
    ),
    _hold("runs.Upload.actor", "tệp đã gửi | files sent", "name size sent_at", "uploads"),
    _hold(
        "addresses.Observation.actor",
        "điều đã ghi về địa chỉ | statements about addresses",
        "address_id act facts held_on learned_at",
    ),
    _hold(
        "addresses.DuplicateProposal.decided_by",
        "quyết định về trùng | decisions on duplicates",
        "first_id second_id state decided_at",
    ),
    _hold("fieldwork.Drawing.drawn_by", "lần chia lô | lots drawn", "team drawn_at"),
    _hold("fieldwork.LotCollector.collector", "lô đã giữ | lots held", "lot_id handed_at ended_at"),
    _hold(
        "fieldwork.LotCollector.handed_by",
        "lô đã giao | lots handed out",
        "lot_id handed_at ended_at",
    ),
    _hold(
        "fieldwork.Capture.actor",
        "điều ghi tại cửa | what was recorded at doors",
        "key address_id device captured_at outcome lat_e7 lng_e7 accuracy_metres written"
        " households note photo",
        "notes",
        erased=Erased.EMPTIED,
    ),
    _hold(
        "fieldwork.RefusedCapture.actor",
        "điều ghi không nhận được | records refused",
        "key device said reason received_at",
        "refused_captures",
    ),
    _hold(
        "fieldwork.Conflict.decided_by",
        "quyết định về mâu thuẫn | decisions on conflicts",
        "kind capture_id decision decided_at",
    ),
    _hold(
        "fieldwork.Photo.actor",
        "ảnh biển số | pictures of plates",
        "key size state width height begun_at",
        "photos",
    ),
    _hold("plates.Printing.actor", "lần in biển | plates printed", "printed_at"),
    _hold("plates.PlateStep.actor", "bước của biển | steps of plates", "plate_id state at reason"),
    _hold(
        "plates.MistakeReport.settled_by",
        "báo sai đã xử lý | reports settled",
        "address_id kind on settled_at",
    ),
    _hold(
        "handovers.ReturnedRow.decided_by",
        "quyết định về thay đổi do xã gửi lại | decisions on what communes returned",
        "row_id choice outcome returned_at decided_at",
    ),
    _hold(
        "notices.Mailing.made_by",
        "đợt thư đã làm | mailings made",
        "unit_id medium choice made_at state",
    ),
    _hold(
        "notices.Answer.decided_by",
        "quyết định về ý kiến của hộ | decisions on households' answers",
        "address_id kind state decision decided_at",
    ),
    _hold(
        "figures.Closing.closed_by",
        "kỳ báo cáo đã chốt | reporting windows closed",
        "window closes_on closed_at",
    ),
    _hold(
        "fieldwork.SettledDoubt.settled_by",
        "ghi nhận đáng ngờ đã xem xét | doubts about captures looked into",
        "kind note settled_at",
    ),
    _hold(
        "figures.FigureAudit.drawn_by",
        "mẫu kiểm tra số đo đã rút | audits of figures drawn",
        "measures as_of drawn_at",
    ),
    _hold(
        "figures.AuditFinding.found_by",
        "kết quả kiểm tra bản ghi | records of audits looked at",
        "measure holds found_at",
    ),
    _hold(
        "evidence.Register.opened_by",
        "sổ minh chứng đã mở | registers of evidence opened",
        "key title_vi opened_at",
    ),
    _hold(
        "evidence.ShelfLife.set_by",
        "thời hạn hiệu lực đã đặt | shelf lives set",
        "register_id days valid_from set_at",
    ),
    _hold(
        "evidence.Evidence.actor",
        "minh chứng đã ghi | evidence stated",
        "register_id unit_id held_on numerator denominator unknown learned_at",
    ),
    _hold(
        "programme.Directive.entered_by",
        "văn bản đã nhập | documents entered",
        "symbol abstract entered_at",
    ),
    _hold(
        "programme.Duty.corrected_by",
        "hạn đã sửa | deadlines corrected",
        "directive_id corrected_deadline corrected_why",
    ),
    _hold(
        "programme.Programme.made_by",
        "chương trình đã lập | programmes drafted",
        "title made_at",
    ),
    _hold(
        "programme.Task.deadline_set_by",
        "hạn đầu tiên đã đặt | first deadlines set",
        "programme_id number original_deadline deadline_why deadline_set_at",
    ),
    _hold(
        "programme.Extension.granted_by",
        "hạn đã gia hạn | extensions granted",
        "task_id until reason granted_at",
    ),
    _hold(
        "programme.Extension.allowed_by",
        "gia hạn lần hai đã cho phép | second extensions allowed",
        "task_id until reason granted_at",
    ),
    _hold(
        "programme.Round.said_by",
        "kỳ của đầu việc đã xác nhận | rounds of tasks told",
        "task_id due_on done_on reason said_at",
    ),
    _hold(
        "programme.Gauge.set_by",
        "chỉ tiêu đã gắn thước đo | gauges set",
        "target_id measure register_id set_at",
    ),
    _hold(
        "programme.Declared.declared_by",
        "số đã khai | figures declared",
        "target_id unit_id numerator denominator declared_at",
    ),
    _hold(
        "programme.Assignment.sent_by",
        "việc đã giao | tasks handed down",
        "task_id unit_id sent_at",
    ),
    _hold(
        "programme.Assignment.answered_by",
        "việc đã trả lời | tasks answered",
        "task_id unit_id received_at accepted_at returned_at return_reason",
    ),
    _hold(
        "programme.Commendation.decided_by",
        "đề xuất khen thưởng đã quyết | commendations decided",
        "programme_id unit_id field accepted reason decided_at",
    ),
    _hold(
        "programme.Comment.author",
        "ý kiến | comments",
        "task_id text said_at",
    ),
    _hold(
        "programme.Mention.person",
        "ý kiến có nhắc đến | comments that mention them",
        "comment_id seen_at",
        _UNTIL_ERASED,
        erased=Erased.GONE,
    ),
    _hold(
        "certification.Batch.opened_by",
        "đợt chứng nhận | certified batches",
        "unit_id state opened_at closed_at",
    ),
    _hold(
        "certification.Hold.held_by",
        "địa chỉ tạm giữ | addresses held back",
        "address_id reason held_at",
    ),
    _hold(
        "certification.Hold.lifted_by",
        "địa chỉ trả lại | addresses put back in line",
        "address_id reason lifted_at",
    ),
    _hold(
        "certification.Audit.drawn_by",
        "lô kiểm tra đã rút | audit lots drawn",
        "batch_id seed drawn_at",
    ),
    _hold(
        "certification.Audit.decided_by",
        "lô kiểm tra đã kết luận | audits concluded",
        "batch_id verdict decided_at",
    ),
    _hold(
        "certification.Check.checked_by",
        "cửa đã xem lại | doors looked at again",
        "audit_id certified_id finding checked_at",
    ),
    _hold(
        "deliveries.Delivery.client",
        "lần giao đã báo | deliveries reported",
        "address_id outcome happened_at received_at",
    ),
    _hold(
        "privacy.DataRequest.person",
        "yêu cầu về dữ liệu | requests about data",
        "wish words received_on due_on state answer closed_at",
        "requests",
    ),
    _hold(
        "privacy.DataRequest.recorded_by",
        "yêu cầu đã ghi | requests recorded",
        "wish received_on state",
        "requests",
    ),
    _hold(
        "privacy.DataRequest.closed_by",
        "yêu cầu đã trả lời | requests closed",
        "wish closed_at state",
        "requests",
    ),
)


def every_holding() -> tuple[Holding, ...]:
    """Return the table with what the sectors declare."""
    return (*HOLDINGS, *(holding for _, holding in declared("holdings", "HOLDINGS")))


def held_of(person: User) -> Iterator[tuple[Holding, int]]:
    """Yield each table with the number of its rows that refer to the person."""
    for holding in every_holding():
        yield holding, holding.rows_of(person).count()
