"""The people's pages."""

from django.urls import URLPattern

app_name = "website"
urlpatterns: list[URLPattern] = []
