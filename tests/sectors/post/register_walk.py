"""What the register of points brings to the walks: a point of each commune, and its twin."""

from datetime import date
from typing import Any

from django.utils import timezone
from tests.fieldwork import jpeg
from tests.web.walk.signing_in import OFFICE

from diaban.sectors.post.models import Act, Candidate, Point, Statement
from diaban.sectors.post.register.photos import Shown, add_photo
from diaban.sectors.post.register.stating import Saying, open_point, state_facts
from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import today

MARKED = (
    "post_points post_points_csv post_points_geojson post_point post_point_correct post_candidates"
    " post_point_photos"
)
NO_PAGE = (
    "post_points_xlsx post_points_csv post_points_geojson post_point_place post_point_part"
    " post_point_take_back post_candidate_decide post_point_photo post_point_photo_down"
)


def furnish_register(ground: Any) -> None:
    """Make a point in the commune, one that may be the same, and one that was joined to it."""
    tower = ground.address("tower")
    placed = {"lat_e7": tower.lat_e7, "lng_e7": tower.lng_e7}
    saying = Saying(local_operator(), "danh sách thử", date(2026, 1, 2))
    kept, twin, joined = (
        open_point(
            {"name": f"Điểm {ground.mark} {n}", "address_text": "12 phố Thử", **placed}, saying
        )
        for n in ("một", "hai", "ba")
    )
    state_facts(joined, Act.CORRECTION, {"merged_into": kept.pk}, saying)
    question = Candidate.objects.create(
        point=twin, other=kept, score=0.9, reasons=["door_same"], found_at=timezone.now()
    )
    photo = add_photo(
        local_operator(), kept, jpeg(), Shown(f"Mặt tiền {ground.mark}", date(2026, 1, 2))
    )
    said = Statement.objects.filter(point=kept).first()
    ground.names |= {
        "post_point": str(kept.pk), "post_joined": str(joined.pk), "post_said": str(said.pk),
        "post_question": str(question.pk), "post_photo": str(photo.pk),
    }  # fmt: skip


def ask_register(get: Any, post: Any, send: Any) -> None:
    files = "post_points_xlsx post_points_csv post_points_geojson"
    get(f"post_points {files}", others=200, may_write={"journal"})
    get("post_points", query="commune={unit}&lacks=hours&q=Điểm", others=200)
    get("post_statutory", query="units=former&size=3.5", others=200)
    get("post_point post_point_correct", "number=post_point")
    get("post_point_new post_candidates", others=200)
    # a neighbour's point is no more asked about than one that there is not
    get("post_candidates", query="point={post_point}")
    # a point outside of the commune is written and taken back in one transaction
    post("post_point_new", form={"name": "Điểm {mark}", "held_on": "2026-02-01"}, ok={302, 422},
         others={302, 422}, may_write={"post_point", "post_statement"})  # fmt: skip
    corrected = {"name": "Điểm {mark}", "held_on": "2026-02-01"}
    post("post_point_correct", "number=post_point", corrected, ok={302, 422})
    post("post_point_place", "number=post_point", {"reason": "chưa đánh số nhà"})
    post("post_point_part", "number=post_joined")
    post("post_point_take_back", "number=post_point", {"statement": "{post_said}"},
         ok={302, 404})  # fmt: skip
    get("post_point_photo", "number=post_photo")
    # an operator that does not manage the point is shown its photos and changes none
    get("post_point_photos", "number=post_point")
    post("post_point_photos", "number=post_point", {"caption": "Cửa"}, ok=422)
    post("post_point_photo_down", "number=post_photo", {"reason": "ảnh cũ"}, ok={302, 422})
    post("post_candidate_decide", form={"candidate": "{post_question}", "verdict": "apart"})


def register_stops() -> tuple[tuple[str, ...], ...]:
    """Return the pages of the register in the demonstration."""
    point = Point.objects.everywhere("a page of one").open_on(today()).first()
    return (
        ("post_points", OFFICE, "/post/points/"),
        ("post_point", OFFICE, f"/post/points/{point.pk}/"),
        ("post_point_new", OFFICE, "/post/points/new/"),
        ("post_point_correct", OFFICE, f"/post/points/{point.pk}/correct/"),
        ("post_point_photos", OFFICE, f"/post/points/{point.pk}/photos/", "main form"),
        ("post_candidates", OFFICE, "/post/candidates/", "main p"),
        ("post_statutory", OFFICE, "/post/statutory/"),
    )
