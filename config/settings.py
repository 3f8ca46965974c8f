"""Project settings. Every value that differs between places comes from the environment; see docs/operate.md."""

import base64
import hashlib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import django_stubs_ext

from config.places import BASE_DIR, CLUSTER, VAR

django_stubs_ext.monkeypatch()

DEBUG = os.environ.get("FENBO_DEBUG") == "1"
DEMO = os.environ.get("FENBO_DEMO") == "1"


def secret(name: str) -> str:
    """A secret from the environment, else one made at first start and kept in `var/secrets/`, mode 0600."""
    if value := os.environ.get(name):
        return value
    path = VAR / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip()


SECRET_KEY = secret("FENBO_SECRET_KEY")
# Field encryption: the first key writes, all keys read. Rotate by putting a new one in front (docs/operate.md).
FIELD_KEYS = secret("FENBO_FIELD_KEYS").split(",")
# The blind index is keyed apart, so that rotating the field keys does not make old phones unfindable.
BLIND_INDEX_KEY = secret("FENBO_BLIND_INDEX_KEY")

HOST = os.environ.get("FENBO_HOST", "127.0.0.1")
PORT = int(os.environ.get("FENBO_PORT", "8000"))
LIVE_PORT = int(os.environ.get("FENBO_LIVE_PORT", str(PORT + 1)))
WEB_WORKERS = int(os.environ.get("FENBO_WEB_WORKERS", "2"))
WEB_THREADS = int(os.environ.get("FENBO_WEB_THREADS", "2"))
SITE_URL = os.environ.get("FENBO_SITE_URL", f"http://{HOST}:{PORT}")
# Where browsers find the live streams. Behind a proxy both are one origin and this is empty.
LIVE_URL = os.environ.get("FENBO_LIVE_URL", f"http://{HOST}:{LIVE_PORT}")
ALLOWED_HOSTS = os.environ.get("FENBO_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
HTTPS = SITE_URL.startswith("https://")

# Where mail goes: a server, or a folder in the demonstration. Without either none is sent, and the pages say so.
MAIL = urlsplit(os.environ.get("FENBO_EMAIL_URL", "file:" if DEMO else ""))
SENDS_MAIL = bool(MAIL.scheme)
_way = "filebased" if MAIL.scheme == "file" else "smtp" if SENDS_MAIL else "dummy"
EMAIL_BACKEND = f"django.core.mail.backends.{_way}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST, EMAIL_PORT = MAIL.hostname or "localhost", MAIL.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL.username or ""), unquote(MAIL.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.scheme == "smtp+tls", MAIL.scheme == "smtps"
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("FENBO_EMAIL_FROM", "fenbo@localhost")

INSTALLED_APPS = [
    # First, so that its templates stand before those of the packages below.
    "fenbo.look",
    "unfold.apps.BasicAppConfig",
    "fenbo.directory.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "csp",
    "django_htmx",
    "fenbo.core",
    "fenbo.judgement",
    "fenbo.workdays",
    "fenbo.journal",
    "fenbo.files",
    "fenbo.officialaccount",
    "fenbo.directory",
    "fenbo.catalogue",
    "fenbo.notices",
    "fenbo.cases",
    "fenbo.dispatch",
    "fenbo.topics",
    "fenbo.replycheck",
    "fenbo.supervision",
    "fenbo.publication",
    "fenbo.followup",
    "fenbo.hotline",
    "fenbo.defects",
    "fenbo.knowledge",
    "fenbo.assistance",
    "fenbo.reporting",
    "fenbo.website",
    "fenbo.wechat",
    "fenbo.console",
    "fenbo.replay",
    "fenbo.importing",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Its random padding keeps what somebody typed from being guessed by the length of the answer (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fenbo.look.simple.SimpleVersion",
    "fenbo.look.refusals.Refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"i18n": "fenbo.look.translating"},
        },
    }
]
FORM_RENDERER = "fenbo.look.forms.Renderer"
# Each process keeps its own: the brake on what somebody does too often (core/limiting.py), and parts of pages that are
# the same for everybody (`{% cache %}`), which must not push one another out.
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "template_fragments")
}
# `i18n` is meant to be ours, everywhere.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]


def database(url: str) -> dict[str, object]:
    """Django's settings for a `postgresql://user:password@host:port/name?host=/socket/dir` address."""
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 16, "timeout": 10}, **query},
        "TEST": {"NAME": os.environ.get("FENBO_TEST_DATABASE", "test_fenbo")},
    }


def database_url() -> str:
    if url := os.environ.get("DATABASE_URL"):
        return url
    from config import embedded

    return embedded.start(CLUSTER)


DATABASES = {"default": database(database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "directory.Staff"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "fenbo.console.accounts.StaffAccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Fenbo"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Staff are logged out after half an hour without a click (等保 2.0, 8.1.4.1).
SESSION_COOKIE_AGE = 1800
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "fenbo.website.views.submit.expired"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "connect-src": ["'self'", *([LIVE_URL] if LIVE_URL else [])],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "fenbo" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Attachments live outside every served folder and are handed out by a view that asks the scope.
MEDIA_ROOT = VAR / "files"
MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024
MAX_ATTACHMENTS = 6
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# How many requests one network address may submit in ten minutes; 0 for no limit.
SUBMISSIONS_PER_CLIENT = int(os.environ.get("FENBO_SUBMISSIONS_PER_CLIENT", "60"))
# From how many on it has to answer a question in plain words before each further one; 0 for never.
QUESTION_AFTER = int(os.environ.get("FENBO_QUESTION_AFTER", "20"))

# How old the counts in the rail of the desks may be.
RAIL_SECONDS = 1.0

# The centre that this installation serves, and its province's code (GB/T 2260).
HOME_PROVINCE = os.environ.get("FENBO_PROVINCE", "630000")
# Their outlines, which tools/install takes out of a package; without the file there is no map, only its table.
GEOMETRY = Path(sys.prefix) / "share" / "fenbo" / f"{HOME_PROVINCE}.json"
# When offices are open on working days, for limits counted in working hours and working days.
WORKING_HOURS = os.environ.get("FENBO_WORKING_HOURS", "09:00-17:30")

# The telephone (docs/hotline.md): where it listens, who brings calls, and how long recordings are kept.
SIP_ADDRESS = os.environ.get("FENBO_SIP_ADDRESS", "127.0.0.1:5060")
SIP_TRUNK = os.environ.get("FENBO_SIP_TRUNK", "127.0.0.1:5062")
# Where browsers that are telephones reach it, and by which address: behind a proxy another one, with wss.
SIP_WEBSOCKET = os.environ.get("FENBO_SIP_WEBSOCKET", f"127.0.0.1:{PORT + 3}")
PHONE_URL = os.environ.get("FENBO_PHONE_URL", f"ws://{SIP_WEBSOCKET}/ws")
AMI_PORT = int(os.environ.get("FENBO_AMI_PORT", str(PORT + 2)))
RTP_PORTS = tuple(int(port) for port in os.environ.get("FENBO_RTP_PORTS", "10000-10999").split("-"))
MOST_CALLS = int(os.environ.get("FENBO_MOST_CALLS", "200"))
# How many calls of every agent are drawn each Monday to be scored; 0 for none.
SAMPLES_A_WEEK = int(os.environ.get("FENBO_SAMPLES_A_WEEK", "3"))
RECORDING_DAYS = int(os.environ.get("FENBO_RECORDING_DAYS", "730"))

# The gateway for short messages (docs/operate.md): aliyun or tencent; without one they wait, and the pages say so.
SMS: dict[str, Any] = {
    "provider": os.environ.get("FENBO_SMS_PROVIDER", ""),
    "key_id": os.environ.get("FENBO_SMS_KEY_ID", ""),
    "secret": os.environ.get("FENBO_SMS_SECRET", ""),
    "sign": os.environ.get("FENBO_SMS_SIGN", ""),
    "app_id": os.environ.get("FENBO_SMS_APP_ID", ""),
    "region": os.environ.get("FENBO_SMS_REGION", "ap-guangzhou"),
    "endpoint": os.environ.get("FENBO_SMS_ENDPOINT", ""),
    # The gateway's names of the approved wordings, as JSON: {"received": "SMS_123456"}.
    "templates": json.loads(os.environ.get("FENBO_SMS_TEMPLATES", "{}")),
}

# The WeChat account (docs/wechat.md); without a token there is none. Mode: plain, compatible or safe.
WECHAT = {
    "token": os.environ.get("FENBO_WECHAT_TOKEN", ""),
    "app_id": os.environ.get("FENBO_WECHAT_APP_ID", ""),
    "aes_key": os.environ.get("FENBO_WECHAT_AES_KEY", ""),
    "mode": os.environ.get("FENBO_WECHAT_MODE", "safe"),
    # What follows is for what Fenbo asks of WeChat itself: without a secret it only answers.
    "secret": os.environ.get("FENBO_WECHAT_SECRET", ""),
    "api": os.environ.get("FENBO_WECHAT_API", "https://api.weixin.qq.com").rstrip("/"),
    # Where people are sent whom a page wants to know.
    "pages": os.environ.get("FENBO_WECHAT_PAGES", "https://open.weixin.qq.com").rstrip("/"),
    # Its script for pages (JS-SDK).
    "script": os.environ.get("FENBO_WECHAT_SCRIPT", "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"),
    # AppId and page of the mini program that the menu opens: "wx0123456789abcdef:pages/index/index".
    "mini_program": os.environ.get("FENBO_WECHAT_MINI_PROGRAM", ""),
    # Template messages, as JSON: {"answered": {"id": "…", "fields": {"character_string1": "number", "thing2": "event"}}}.
    "templates": json.loads(os.environ.get("FENBO_WECHAT_TEMPLATES", "{}")),
}
# A demonstration without an account speaks to a stand-in for WeChat's servers on this machine (docs/wechat.md).
_wordings = (BASE_DIR / "fenbo/notices/wordings.csv").read_text(encoding="utf-8").splitlines()[1:]
WECHAT["standin"] = ""
if DEMO and not WECHAT["token"]:
    _made_up = hashlib.sha512(f"wechat stand-in {SECRET_KEY}".encode()).digest()
    _told = [row.split(",")[0] for row in _wordings]
    WECHAT |= {
        "token": _made_up[:16].hex(),
        "secret": _made_up[16:32].hex(),
        "aes_key": base64.b64encode(_made_up[32:]).decode().rstrip("="),
        "app_id": "wxstandin000000000",
        "templates": {
            kind: {"id": f"standin_{kind}", "fields": {"thing1": "title", "thing2": "event"}}
            if kind == "policy"
            else {"id": f"standin_{kind}", "fields": {"character_string1": "number", "thing2": "event"}}
            for kind in _told
        },
        "mode": "safe",
        **dict.fromkeys(("api", "pages", "standin"), f"http://127.0.0.1:{PORT + 4}"),
        "script": f"http://127.0.0.1:{PORT + 4}/open/js/jweixin-1.6.0.js",
    }

# A large model with OpenAI's way of speaking drafts what somebody asks it to; without an address and a name there is none.
LARGE_MODEL: dict[str, Any] = {
    "url": os.environ.get("FENBO_LARGE_MODEL_URL", "").rstrip("/"),
    "name": os.environ.get("FENBO_LARGE_MODEL_NAME", ""),
    "key": os.environ.get("FENBO_LARGE_MODEL_KEY", ""),
    "seconds": float(os.environ.get("FENBO_LARGE_MODEL_SECONDS", "60")),
}

# Two gateways that play Aliyun and Tencent, for a demonstration without an account of its own.
SMS["standin"] = ""
if DEMO and not SMS["provider"]:
    _by_sms = [row.split(",") for row in _wordings if "sms" in row.split(",")[1].split()]
    SMS |= {
        "provider": "aliyun",
        "key_id": "standin",
        "secret": hashlib.sha256(f"sms stand-in {SECRET_KEY}".encode()).hexdigest(),
        "sign": "分拨中心",
        "templates": {row[0]: f"SMS_{row[0]}" for row in _by_sms},
        **dict.fromkeys(("endpoint", "standin"), f"http://127.0.0.1:{PORT + 5}"),
    }

# What the foot of every page says about who runs the site; empty values are left out (docs/operate.md).
SITE_IDENTITY = {
    name: os.environ.get(f"FENBO_SITE_{name.upper()}", "")
    for name in (
        "name",
        "phone",
        "organiser",
        "operator",
        "site_code",
        "icp",
        "police_record",
        "address",
        "correction_url",
    )
}

UNFOLD = {
    "SITE_TITLE": "分拨",
    "SITE_HEADER": "分拨 · 系统管理",
    "SITE_URL": "/desk/",
    "SHOW_LANGUAGES": False,
    "BORDER_RADIUS": "3px",
    # The accent of the site (fenbo/look/assets/css/tokens.css) in the package's scale.
    "COLORS": {
        "primary": {
            "50": "#f0f7f9",
            "100": "#e3f0f4",
            "200": "#c1dde6",
            "300": "#8fc0d0",
            "400": "#4f98b0",
            "500": "#1f7693",
            "600": "#0a5a73",
            "700": "#084c61",
            "800": "#063f52",
            "900": "#053341",
            "950": "#032029",
        }
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("FENBO_LOG_LEVEL", "WARNING")},
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
