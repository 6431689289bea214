"""Signing in and out goes to the journal, and so does each change of the way to do it."""

from __future__ import annotations

from allauth.account.signals import password_changed, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from diaban.spine.journal.recording import digest_personal, record
from diaban.spine.parties.models import User
from diaban.spine.parties.people import subject_of


@receiver(user_logged_in)
def _signed_in(sender, request, user, **told) -> None:
    # whoever came by a provider of identities needed no link
    User.objects.filter(pk=user.pk, joined_at__isnull=True).update(joined_at=timezone.now())
    record(user, "sign_in.done", subject_of(user), _from(request, user))


@receiver(user_logged_out)
def _signed_out(sender, request, user, **told) -> None:
    if user is not None:
        record(user, "sign_in.ended", subject_of(user), {})


@receiver(user_login_failed)
def _refused(sender, credentials, request=None, **told) -> None:
    name = credentials.get("username", "")
    person = User.objects.filter(username=name).first()
    # a name that nobody has may be a password in the wrong field: it is not kept
    record(None, "sign_in.refused", subject_of(person) if person else "user:unknown", {})


@receiver([password_changed, password_set])
def _password(sender, request, user, **told) -> None:
    record(user, "sign_in.means_changed", subject_of(user), {"means": "password"})


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def _second_factor(sender, request, user, authenticator, signal, **told) -> None:
    what = {id(authenticator_added): "added", id(authenticator_removed): "removed"}
    facts = {"means": authenticator.type, "what": what.get(id(signal), "reset")}
    record(user, "sign_in.means_changed", subject_of(user), facts)


def _from(request, user) -> dict[str, str]:
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    return {"from": digest_personal(subject_of(user), address)} if address else {}
