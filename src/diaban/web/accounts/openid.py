"""Signing in by a provider of identities: its token is believed only when all of it holds.

The library leaves the signature and the nonce out where the token came by a direct connection
(OpenID Connect Core 1.0, section 3.1.3.7, allows that over TLS). Here they are asked for in every
case: a proxy in between, or a provider that mixes answers up, then lets nobody in as another.
"""

from __future__ import annotations

import secrets
from typing import Any

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

_WELL_KNOWN = "/.well-known/openid-configuration"
# signatures by a key pair: a shared secret could be tried out, and “none” is no signature
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "ES256", "ES384", "EdDSA"})
_MUST_SAY = ["iss", "sub", "aud", "exp", "iat", "nonce"]
_NONCES = "openid_nonces"
# signing in may be begun in several windows
_MOST_NONCES = 5
# how far two clocks may differ
_LEEWAY_SECONDS = 60


class OpenIdAdapter(OpenIDConnectOAuth2Adapter):
    def get_provider(self):
        """Return the provider; what a link asks beside nonce and scope is not passed on."""
        provider = super().get_provider()
        provider.get_scope_from_request = lambda request: provider.get_scope()
        provider.get_auth_params_from_request = lambda request, action: {"nonce": _keep(request)}
        return provider

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **told: Any):
        claims = self._read_token(request, app, told["response"].get("id_token"))
        data = {"id_token": claims}
        if "userinfo_endpoint" in self.openid_config:
            data["userinfo"] = self._fetch_user_info(token.token)
            if data["userinfo"].get("sub") != claims["sub"]:
                raise OAuth2Error("what is said of the user is of another user")
        return self.get_provider().sociallogin_from_response(request, data)

    def _read_token(self, request: HttpRequest, app: SocialApp, token: object) -> dict[str, Any]:
        """Return what the token says; raises OAuth2Error where any of it does not hold."""
        config = self.openid_config
        server = self.get_provider().server_url.removesuffix(_WELL_KNOWN)
        if str(config.get("issuer", "")).rstrip("/") != server.rstrip("/"):
            raise OAuth2Error("the provider calls itself by another name")
        if not isinstance(token, str) or not token:
            raise OAuth2Error("no id_token")
        try:
            algorithm = jwt.get_unverified_header(token).get("alg")
            if algorithm not in ALGORITHMS:
                raise OAuth2Error(f"signed by {algorithm}")
            _, key = jwtkit.fetch_key(token, config["jwks_uri"], jwtkit.lookup_kid_jwk)
            claims = jwt.decode(
                token,
                key=key,
                algorithms=[algorithm],
                issuer=config["issuer"],
                audience=app.client_id,
                leeway=_LEEWAY_SECONDS,
                options={"require": _MUST_SAY},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the id_token does not hold") from error
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the id_token was given to another system")
        if not _use(request, str(claims["nonce"])):
            raise OAuth2Error("the id_token answers no sign-in of this browser")
        return claims


def _keep(request: HttpRequest) -> str:
    nonce = secrets.token_urlsafe(24)
    request.session[_NONCES] = [*request.session.get(_NONCES, []), nonce][-_MOST_NONCES:]
    return nonce


def _use(request: HttpRequest, nonce: str) -> bool:
    kept = request.session.get(_NONCES, [])
    if nonce not in kept:
        return False
    request.session[_NONCES] = [other for other in kept if other != nonce]
    return True


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _view(OAuth2LoginView, request, provider_id)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _view(OAuth2CallbackView, request, provider_id)


def _view(view: type, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view.adapter_view(OpenIdAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
