"""Points by whether somebody serves, and the households that no open point is near to."""

from __future__ import annotations

import polars as pl
from django.db.models import Max

from diaban.sectors.post.models import Point, StaffedDay
from diaban.sectors.post.reach.models import Proposal, ProposalSet, ReachSurvey
from diaban.sectors.post.reach.points import staffed_points
from diaban.sectors.post.reach.reading import WHICH, scan
from diaban.sectors.post.reach.survey import GENERATION
from diaban.sectors.post.register.stating import GENERATION as POINTS
from diaban.spine.addresses.map_points import territory_name
from diaban.spine.parties.access import CITY, OFFICE, Territory
from diaban.spine.parties.models import User
from diaban.spine.places.units import today
from diaban.spine.runs.models import Generation
from diaban.spine.sectors import LayerClass, LayerSpec

# up to here only how many there are is drawn: single doors are for a near look
_COUNTED_TO_ZOOM = 15
_DRAWN = ("id", "lat_e7", "lng_e7", "class", "name")
_POINT_CLASSES = (
    LayerClass("có người phục vụ", "staffed", "#0a5a66"),
    LayerClass("chưa rõ có người phục vụ", "not known whether staffed", "#6f7f9c"),
    LayerClass("không có người phục vụ", "nobody serves", "#b3261e"),
)
_PROPOSAL_CLASSES = (
    LayerClass("điểm mới", "new point", "#15803d"),
    LayerClass("phòng mượn", "borrowed room", "#1d4ed8"),
    LayerClass("xe lưu động, mỗi tuần một ngày", "van, one day a week", "#a16207"),
)
_UNSERVED_CLASSES = (
    LayerClass("cách điểm hơn 3 km đường bộ", "more than 3 km by road", "#c2410c"),
    LayerClass("vùng xa, hơn 3 km", "remote, more than 3 km", "#7c1d6f"),
    LayerClass("chưa biết", "cannot be told", "#8a8f8d"),
)


def _read_points(actor: User) -> pl.DataFrame:
    """Return the points that anybody can go to: where they stand is no secret of a territory."""
    staffed = staffed_points(today())
    classes = {True: 0, None: 1, False: 2}
    points = Point.objects.visible_to(actor).open_on(today()).serving_anybody()
    rows = [
        (one.pk, one.lat_e7, one.lng_e7, classes[staffed.get(one.pk)], one.name)
        for one in points.exclude(lat_e7=None)
    ]
    kinds = (pl.Int64, pl.Int32, pl.Int32, pl.Int64, pl.String)
    return pl.DataFrame(rows, schema=dict(zip(_DRAWN, kinds, strict=True)), orient="row")


def _read_unserved(actor: User) -> pl.DataFrame:
    survey = ReachSurvey.objects.visible_to(actor).newest()
    if survey is None:
        return pl.DataFrame(schema=dict.fromkeys(_DRAWN, pl.Int64) | {"name": pl.String})
    beyond, unknown = WHICH["beyond"](), WHICH["unknown"]()
    return (
        scan(survey, actor)
        .filter((beyond | unknown) & pl.col("lat_e7").is_not_null())
        .select(
            "id", "lat_e7", "lng_e7",
            pl.when(unknown).then(2).when(pl.col("remote")).then(1).otherwise(0).alias("class"),
            pl.lit("").alias("name"),
        )
        .collect()
    )  # fmt: skip


def _read_proposals(actor: User) -> pl.DataFrame:
    """Return the newest proposals, labelled by their rank in the list."""
    newest = ProposalSet.objects.visible_to(actor).order_by("-pk").first()
    classes = {"point": 0, "room": 1, "mobile_day": 2}
    rows = newest.proposals.all() if newest else Proposal.objects.none()
    told = [
        (one.pk, one.lat_e7, one.lng_e7, classes[one.kind], f"{one.rank}. {one.place}",
         str(one.rank))
        for one in rows
    ]  # fmt: skip
    kinds = (pl.Int64, pl.Int32, pl.Int32, pl.Int64, pl.String, pl.String)
    schema = dict(zip((*_DRAWN, "label"), kinds, strict=True))
    return pl.DataFrame(told, schema=schema, orient="row")


def _proposals_version(actor: User) -> str:
    newest = ProposalSet.objects.visible_to(actor).order_by("-pk").first()
    return str(newest.pk if newest else 0)


def _points_version(actor: User) -> str:
    learned = StaffedDay.objects.aggregate(newest=Max("learned"))["newest"]
    return f"{territory_name(actor)}-{Generation.of(POINTS)}-{today()}-{learned}"


def _survey_version(actor: User) -> str:
    return f"{territory_name(actor)}-{Generation.of(GENERATION)}"


def _points_are_synthetic() -> bool:
    return Point.objects.everywhere("is any made up").filter(synthetic=True).exists()


def _survey_is_synthetic() -> bool:
    survey = ReachSurvey.objects.newest()
    return survey is not None and survey.synthetic


# the few that are looked for come first: they lie on top of the many
LAYERS = (
    LayerSpec(
        name="post-proposals", vi="Đề xuất nơi phục vụ", en="Proposed places to serve",
        roles=CITY, territory=Territory.CITY, classes=_PROPOSAL_CLASSES,
        read=_read_proposals, version=_proposals_version, synthetic=_survey_is_synthetic,
    ),
    LayerSpec(
        name="post-points", vi="Điểm bưu chính đang hoạt động", en="Post points in service",
        roles=OFFICE, territory=Territory.CHARGE, classes=_POINT_CLASSES,
        read=_read_points, version=_points_version, page="post_point",
        synthetic=_points_are_synthetic,
    ),
    LayerSpec(
        name="post-unserved", vi="Hộ chưa có điểm trong 3 km",
        en="Households without a point in 3 km",
        roles=OFFICE, territory=Territory.CHARGE, classes=_UNSERVED_CLASSES,
        read=_read_unserved, version=_survey_version, counted_to_zoom=_COUNTED_TO_ZOOM,
        page="post_household", synthetic=_survey_is_synthetic,
    ),
)  # fmt: skip
