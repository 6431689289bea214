"""Who is meant by a few words: staff by their name, or by a point at which they are posted."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from diaban.sectors.post.models import Point, Posting
from diaban.spine.parties.models import User
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import today

LONGEST_WORDS = 80


def words_asked(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_WORDS]


def points_of_staff(actor: User) -> dict[int, list[Point]]:
    """Return the points at which people are posted today, by person, as somebody may see them."""
    found: dict[int, list[Point]] = {}
    rows = Posting.objects.visible_to(actor).in_force(today()).select_related("point")
    for row in rows.order_by("point__sort_key", "pk"):
        found.setdefault(row.person_id, []).append(row.point)
    return found


def is_meant(words: str, people: Iterable[User], points: Iterable[Point]) -> bool:
    """Whether all the words stand in the names of these people and points, in any spelling."""
    if not words:
        return True
    texts = [fold_name(f"{one.get_full_name()} {one.username}") for one in people]
    text = " ".join((*texts, *(one.folded for one in points)))
    return all(word in text for word in fold_name(words).split())
