"""The sector in the demonstration city, feature by feature; all of it is labelled as made up."""

from __future__ import annotations

from diaban.sectors.post.presence.demo import demonstrate_presence
from diaban.sectors.post.reach.demo import demonstrate_reach
from diaban.sectors.post.register.demo import demonstrate_register
from diaban.spine.parties.models import User


def demonstrate(actor: User) -> None:
    """Fill the sector on the city that stands; whatever is there already stays."""
    demonstrate_register(actor)
    demonstrate_presence(actor)
    demonstrate_reach(actor)
