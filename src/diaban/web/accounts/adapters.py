"""What allauth asks of the site: nobody signs themselves up, secrets are kept encrypted."""

from __future__ import annotations

import base64
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from diaban.spine.parties.models import LOCAL_OPERATOR, User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A provider of identities lets in whom an administrator has invited, by their name."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin) -> None:
        if sociallogin.is_existing:
            return
        name = sociallogin.account.extra_data.get("userinfo", sociallogin.account.extra_data).get(
            "preferred_username", ""
        )
        person = User.objects.filter(username=name, is_active=True).first()
        if not name or person is None or name == LOCAL_OPERATOR:
            raise ImmediateHttpResponse(render(request, "account/not_invited.html", status=403))
        sociallogin.connect(request, person)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps encrypted with the installation's key."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(key))) for key in keys])


def _derive(key: str) -> bytes:
    return sha256(b"diaban second factor " + key.encode()).digest()
