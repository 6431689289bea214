"""The addresses of signing in, of one's own account, and of the administrator."""

from __future__ import annotations

from allauth.account import views as sign_in
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as elsewhere
from allauth.usersessions import views as sessions
from django.urls import path

from diaban.web.accounts import account, key_pages, openid, people_pages
from diaban.web.accounts.confirming import asked_again, renewing

urlpatterns = [
    path("account/", asked_again(account.account_page), name="account"),
    path("account/sign-in/", sign_in.login, name="account_login"),
    path("account/sign-out/", sign_in.logout, name="account_logout"),
    path("account/locked/", sign_in.account_inactive, name="account_inactive"),
    path("account/invitation/<str:token>/", account.invitation_page, name="invitation"),
    path("account/confirm/", renewing(sign_in.reauthenticate), name="account_reauthenticate"),
    path("account/password/", sign_in.password_change, name="account_change_password"),
    path("account/password/set/", sign_in.password_set, name="account_set_password"),
    path("account/sessions/", asked_again(sessions.list_usersessions), name="usersessions_list"),
    path("account/second-factor/", second_factor.index, name="mfa_index"),
    path("account/sign-in/second/", second_factor.authenticate, name="mfa_authenticate"),
    path(
        "account/confirm/code/", renewing(second_factor.reauthenticate), name="mfa_reauthenticate"
    ),
    path("account/app/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "account/codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("account/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "account/confirm/passkey/",
        renewing(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/passkeys/<row:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/passkeys/<row:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/oidc/<str:provider_id>/", openid.login, name="openid_connect_login"),
    path("account/oidc/<str:provider_id>/back/", openid.callback, name="openid_connect_callback"),
    path("account/oidc-refused/", elsewhere.login_error, name="socialaccount_login_error"),
    path("account/oidc-left/", elsewhere.login_cancelled, name="socialaccount_login_cancelled"),
    path("people/", people_pages.list_page, name="people"),
    path("people/organisations/", people_pages.organisations_page, name="organisations"),
    path("people/keys/", key_pages.list_page, name="keys"),
    path("people/keys/<row:number>/", key_pages.key_page, name="key"),
    path("people/keys/<row:number>/revoke/", key_pages.revoke, name="key_revoke"),
    path(
        "people/keys/<row:number>/webhooks/<row:webhook>/",
        key_pages.change_webhook,
        name="key_webhook",
    ),
    path("people/<row:number>/", people_pages.person_page, name="person"),
    path("people/<row:number>/rights/", people_pages.change, name="person_change"),
    path("people/<row:number>/territory/", people_pages.give, name="person_charge"),
    path(
        "people/<row:number>/territory/<row:charge>/end/",
        people_pages.end,
        name="person_end_charge",
    ),
    path("people/<row:number>/lock/", people_pages.lock, name="person_lock"),
    path("people/<row:number>/link/", people_pages.link, name="person_link"),
]
