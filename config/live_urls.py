"""What the live process answers: streams only."""

from django.urls import path

from config.live import ping

urlpatterns = [
    path("live/ping", ping),
]
