"""One's own account: what one may do and how one signs in; the link that lets a person in."""

from __future__ import annotations

from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth import logout
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from diaban.spine.journal.recording import record
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.models import User
from diaban.spine.parties.people import join, subject_of
from diaban.spine.programme.commenting import mentions_of
from diaban.web.accounts.wording import role_words


class PasswordForm(forms.Form):
    """A new password, typed once and shown if wanted by the browser's own means."""

    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters; several words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )

    def __init__(self, person: User, *values: object, **options: object) -> None:
        super().__init__(*values, **options)
        self.person = person

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


@require_http_methods(["GET", "POST"])
def account_page(request: HttpRequest) -> HttpResponse:
    """Show the account; a POST signs out everywhere, this session included."""
    if request.method == "POST":
        end_sessions(request.user)
        record(request.user, "sign_in.ended_everywhere", subject_of(request.user), {})
        logout(request)
        return redirect("account_login")
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "role": role_words(request.user.role),
        "charges": request.user.charges.select_related("unit"),
        "second_factors": types,
        "mentions": mentions_of(request.user),
        "sessions": len(UserSession.objects.purge_and_list(request.user)),
    }
    return render(request, "account/account.html", context)


def end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """Let the person whom a link is for choose a password, once."""
    invitation = Invitation.find(token)
    if invitation is None:
        return _private(render(request, "account/invitation_ended.html", status=410))
    form = PasswordForm(invitation.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = join(invitation, form.cleaned_data["password"])
        if person is None:
            return _private(render(request, "account/invitation_ended.html", status=410))
        end_sessions(person)
        return _private(perform_login(request, person, redirect_url="/account/"))
    context = {"form": form, "person": invitation.person}
    return _private(render(request, "account/invitation.html", context))


def _private(response: HttpResponse | HttpResponseRedirect) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
