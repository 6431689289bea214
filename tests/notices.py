"""Writing to households in tests, and what a letter's key is."""

from datetime import date, timedelta

from tests.hanoi import commune_of_postal_code

from diaban.spine.notices import choosing, handing, issuing, keys
from diaban.spine.notices.models import Mailing, Medium, Notice
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today
from diaban.spine.plates.printing import Site

SITE = Site("https://diaban.example.vn", is_public=True)


def write_to(
    actor: User,
    postal_code: str,
    choice: str = choosing.COLLECTED,
    answer_by: date | None = None,
    medium: Medium = Medium.LETTER,
) -> Mailing:
    """Make letters for the households of a commune."""
    unit = commune_of_postal_code(postal_code)
    day = answer_by or today() + timedelta(days=30)
    return issuing.order_mailing(actor, issuing.Order(unit, medium, choice, day, SITE))


def hand_over(actor: User, mailing: Mailing) -> None:
    """Let the letters go out to their doors."""
    handing.begin(actor, mailing)
    count = mailing.notices.count()
    run = issuing.queue(mailing, issuing.HAND_OUT, count, actor)
    issuing.finish_soon(mailing, run, count)


def key_of(notice: Notice) -> str:
    return keys.make_key(notice.seed, notice.digest)


def officer(postal_code: str, role: Role = Role.COMMUNE) -> User:
    user = User.objects.create(username=f"{role}-{postal_code}", role=role)
    Charge.objects.create(user=user, unit=commune_of_postal_code(postal_code))
    return user
