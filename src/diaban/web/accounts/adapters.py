"""What allauth asks of the site: nobody signs themselves up, secrets are kept encrypted."""

from __future__ import annotations

import base64
import secrets
from contextlib import suppress
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from diaban.spine.parties.models import LOCAL_OPERATOR, Role, User

_NONCE_BYTES = 12
_PURPOSE = b"second factor"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead the department to its programme; everybody else looks up first."""
        if request.user.role == Role.DEPARTMENT:
            return reverse("programme")
        return super().get_login_redirect_url(request)


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
    """Keeps the secrets of authenticator apps by AES-256-GCM with the installation's key."""

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        hidden = AESGCM(_derive(settings.SECRET_KEY)).encrypt(nonce, text.encode(), _PURPOSE)
        return base64.urlsafe_b64encode(nonce + hidden).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read what this key or an earlier one hid. Raises InvalidTag where neither did."""
        kept = base64.urlsafe_b64decode(encrypted_text)
        nonce, hidden = kept[:_NONCE_BYTES], kept[_NONCE_BYTES:]
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            with suppress(InvalidTag):
                return AESGCM(_derive(key)).decrypt(nonce, hidden, _PURPOSE).decode()
        raise InvalidTag


def _derive(key: str) -> bytes:
    return sha256(b"diaban second factor " + key.encode()).digest()
