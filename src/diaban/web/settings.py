"""Django's settings. What differs between installations comes from `installation`."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from diaban.web import installation
from diaban.web.installed_sectors import installed_sectors
from diaban.web.loopback import LOOPBACK_NAMES

WEB = Path(__file__).resolve().parent

SECRET_KEY = installation.secret_key()
DEBUG = os.environ.get("DIABAN_DEBUG") == "1"
PUBLIC_NAMES = installation.public_names()
ALLOWED_HOSTS = [*LOOPBACK_NAMES, *PUBLIC_NAMES]

INSTALLED_APPS = [
    # first: its templates stand before those of the libraries
    "diaban.web",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "diaban.spine.parties",
    "diaban.spine.runs",
    "diaban.spine.journal",
    "diaban.spine.places",
    "diaban.spine.addresses",
    "diaban.spine.basemap",
    "diaban.spine.fieldwork",
    "diaban.spine.plates",
    "diaban.spine.feed",
    "diaban.spine.deliveries",
    "diaban.spine.handovers",
    "diaban.spine.privacy",
    "diaban.spine.notices",
    "diaban.spine.certification",
    "diaban.spine.figures",
    "diaban.spine.evidence",
    "diaban.spine.programme",
    *installed_sectors(),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # before the files, so that they go out packed: a phone's first page is a third of the bytes
    "diaban.web.byte_ranges.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "diaban.web.operator.LocalOperatorMiddleware",
    "diaban.web.accounts.session_ends.SessionEndMiddleware",
    "diaban.web.refused_input.RefusedInputMiddleware",
    "diaban.web.body_limits.BodyLimitMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "diaban.web.api.keys.ApiKeyMiddleware",
    "diaban.web.visitor_quota.VisitorQuotaMiddleware",
    "diaban.web.access.AccessMiddleware",
    "diaban.web.api.head_requests.answer_head_as_get",
]

ROOT_URLCONF = "diaban.web.urls"
WSGI_APPLICATION = "diaban.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "diaban.web.shell.shell",
            ],
            # what templates of sectors, which load nothing of ours, may use
            "builtins": ["diaban.web.templatetags.figures", "diaban.web.templatetags.runs"],
        },
    }
]

DATABASES = {"default": installation.database_settings()}
INDEX_FOLDER = installation.data_folder() / "indexes"
PHOTO_FOLDER = installation.data_folder() / "photos"
WEBHOOKS_MAY_STAY_INSIDE = os.environ.get("DIABAN_WEBHOOKS_INSIDE") == "1"
FIGURE_FOLDER = installation.data_folder() / "figures"
# how far every household is from every kind of point, a file a survey
REACH_FOLDER = installation.data_folder() / "reach"
LIST_FOLDER = installation.data_folder() / "lists"
QUOTA_FOLDER = installation.data_folder() / "quotas"
VISITOR_REQUESTS_A_MINUTE = installation.visitor_requests_a_minute()
OPEN_DATA_FOLDER = installation.data_folder() / "open-data"
OPEN_DATA_LICENCE = installation.open_data_licence()
NOTICE_DAYS = installation.notice_days()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# in the database, so that all workers count the same attempts
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
    }
}

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
AUTH_PASSWORD_VALIDATORS.append({"NAME": "diaban.web.accounts.password_words.OfficeWordsValidator"})
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "look_up"
ACCOUNT_ADAPTER = "diaban.web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "look_up"
ACCOUNT_SESSION_REMEMBER = True
SOCIALACCOUNT_ADAPTER = "diaban.web.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": installation.identity_providers()}}
MFA_ADAPTER = "diaban.web.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Địa bàn"
# on this machine's own names there is no TLS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC_NAMES

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [WEB / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATICFILES_DIRS = []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# a collector works through a day without a network and must still be signed in
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "diaban.web.pages.failures.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# of one file to import; other bodies: diaban.web.body_limits
LARGEST_UPLOAD_BYTES = installation.largest_upload_megabytes() << 20

# beyond this machine only over TLS: cookies, forms and links follow
if PUBLIC_NAMES:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    # browsers keep a name so begun for this host alone, and only over TLS
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
if installation.is_behind_proxy():
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# the error page sends people to the window that runs the server
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "diaban.web.log_lines.PlainLines",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"window": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["window"], "level": "ERROR", "propagate": False},
        "diaban": {"handlers": ["window"], "level": "WARNING"},
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # a form that leads to the provider of identities goes on there
        "form-action": [SELF, *installation.identity_provider_origins()],
    }
}
