"""Whether what is being typed sounds like an emergency."""

from dataclasses import dataclass

from fenbo.core.lapsing import Lapsing
from fenbo.hotline.models import EmergencyWord, Service


@dataclass(frozen=True, slots=True)
class Alarm:
    """Who is to be called, and at which words."""

    service: Service
    words: tuple[str, ...]


def alarms(text: str) -> list[Alarm]:
    """In the order of the numbers; an agent decides whether it is one."""
    plain = "".join(text.split())
    found: dict[Service, list[str]] = {}
    for word, service in words():
        if word in plain:
            found.setdefault(service, []).append(word)
    return [Alarm(service, tuple(found[service])) for service in Service if service in found]


words = Lapsing(
    lambda: tuple(
        (row.word, Service(row.service))
        for row in EmergencyWord.objects.filter(is_active=True).order_by("pk")
    )
)
