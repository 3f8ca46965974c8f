"""Every face is mounted here."""

from django.contrib import admin
from django.urls import include, path

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
    path("i18n/", include("django.conf.urls.i18n")),
]
