from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe
from tests.sectors.toy.clubs import clubs_of, facts_of

from diaban.spine.journal.recording import record
from diaban.spine.runs.jobs import last_ordered
from diaban.spine.sectors import Screen


@require_safe
def clubs_page(request):
    clubs = list(clubs_of(request.user))
    context = {"clubs": clubs, "count": 1234567, "flight": last_ordered("toy-flight")}
    return Screen("toy/clubs.html", "Câu lạc bộ", context, scripts=("toy/toy.js",),
                  synthetic=True)  # fmt: skip


@require_safe
def club_page(request, number):
    club = _club(request, number)
    return Screen(
        "toy/club.html", club.name, {"club": club, "facts": facts_of(club)}, title_language="vi",
        back=("/toy/", "Câu lạc bộ"), layers=("toy-clubs",), centre=(21.0285, 105.854),
    )  # fmt: skip


@require_POST
def close(request, number):
    club = _club(request, number)
    record(request.user, "toy.closed", f"club:{club.pk}", {"kites": 3})
    return redirect("toy_club", number)


def _club(request, number):
    club = clubs_of(request.user).filter(pk=number).first()
    if club is None:
        raise Http404
    return club
