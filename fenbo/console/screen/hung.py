"""The addresses of a display, outside the desks: nobody is logged in there."""

from django.urls import path

from fenbo.console.screen import hanging

app_name = "wall"
urlpatterns = [
    path("", hanging.whole, name="whole"),
    path("now/", hanging.now, name="now"),
]
