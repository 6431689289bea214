"""Documents of the demonstration: in our own words, made up and labelled so, all of it context."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from diaban.spine.parties.models import User
from diaban.spine.programme.models import Directive


def enter_document(text: str, actor: User, **head: Any) -> Directive:
    """Enter a document whose duties are laid on its text afterwards; ``head`` tells whose it is."""
    return Directive.objects.create(
        text=text,
        stretches=[[0, len(text), "context"]],
        synthetic=True,
        entered_at=timezone.now(),
        entered_by=actor,
        **head,
    )
