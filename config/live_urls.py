"""What the live process answers: streams only."""

from django.urls import path

from config.live import ping
from fenbo.console import live

urlpatterns = [
    path("live/ping", ping),
    path("live/queue", live.queue),
    path("live/desk", live.desk),
]
