"""What the post sector brings to the walks (`tests.sectors.walks`)."""

from tests.sectors.post import presence_asks, reach_asks, register_walk
from tests.sectors.post.presence_ground import furnish_presence
from tests.sectors.post.reach_ground import furnish_reach

MARKED = f"{register_walk.MARKED} {presence_asks.MARKED} {reach_asks.MARKED}"
NO_PAGE = f"{register_walk.NO_PAGE} {presence_asks.NO_PAGE} {reach_asks.NO_PAGE}"


def furnish(ground) -> None:
    register_walk.furnish_register(ground)
    furnish_presence(ground)
    furnish_reach(ground)


def ask(get, post, send) -> None:
    register_walk.ask_register(get, post, send)
    presence_asks.ask_presence(get, post, send)
    reach_asks.ask_reach(get, post, send)


def stops():
    return (
        *register_walk.register_stops(),
        *presence_asks.presence_stops(),
        *reach_asks.reach_stops(),
    )
