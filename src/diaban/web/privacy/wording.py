"""Wishes, states and faults of requests about data in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.spine.privacy.holdings import Erased
from diaban.spine.privacy.models import Wish, WishState

WISH_WORDS = {
    Wish.ACCESS: _("see the data"),
    Wish.RECTIFY: _("correct the data"),
    Wish.ERASE: _("erase the data"),
    Wish.RESTRICT: _("restrict the processing"),
    Wish.OBJECT: _("object to the processing"),
}
STATE_WORDS = {
    WishState.OPEN: _("waiting"),
    WishState.DONE: _("done"),
    WishState.REFUSED: _("refused, with the reason"),
}
ERASED_WORDS = {
    Erased.GONE: _("deleted"),
    Erased.NAMELESS: _("stays without your name"),
    Erased.EMPTIED: _("stays without your name, notes emptied"),
}
KEPT_WORDS = {
    "for ever": _("as long as the registry"),
    "until the account is erased": _("as long as the account"),
    "until the session ends": _("until the session ends"),
    "uploads": _("three days after use"),
}
FAULTS = {
    "many": _("Five of your requests wait already. They are answered first."),
    "day": _("The day of receipt lies between 1 January 2026 and today."),
    "user": _("Nobody has this name."),
    "door": _("No door has this identifier. It is on the door's page and on its plate."),
    "answer": _("Say what was done, or why it is refused: the law wants the reason told."),
}
