"""Every face is mounted here."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from config.health import health

urlpatterns = [
    path("health", health),
    path("", include("fenbo.website.urls")),
    path("wechat/", include("fenbo.wechat.urls")),
    path("desk/", include("fenbo.console.urls")),
    path("wall/", include("fenbo.console.screen.hung")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("look/", include("fenbo.look.urls")),
    # Without a token, so that whoever only reads is given no cookie: another site could at most change the language.
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
]
