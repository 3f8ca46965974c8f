"""The staff's desks, one folder for each."""

from django.urls import include, path

from fenbo.console import views

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("centre/", include("fenbo.console.centre.urls")),
    path("unit/", include("fenbo.console.unit.urls")),
    path("followup/", include("fenbo.console.followup.urls")),
    path("supervision/", include("fenbo.console.supervision.urls")),
    path("lead/", include("fenbo.console.lead.urls")),
]
