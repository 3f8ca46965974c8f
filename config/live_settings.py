"""The settings of the live process: streams alone, with as little before them as can be.

Sessions and accounts are read as in the web process; nothing is rendered and no form is taken.
"""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "config.live_urls"
MIDDLEWARE = [
    "config.live.AllowSite",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
