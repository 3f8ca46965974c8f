"""Reads about calls."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from fenbo.hotline.models import Call, CallOutcome

# GB/T 33358-2016: answered within fifteen seconds, and at least 95 of 100 connected.
PROMPT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls that began by an instant: all, those somebody talked to, and those answered promptly."""

    total: int
    connected: int
    prompt: int

    @property
    def connect_rate(self) -> float | None:
        """Per cent, one decimal; None before the first call."""
        return round(100 * self.connected / self.total, 1) if self.total else None


def count_calls(at: datetime) -> Calls:
    """One query."""
    connected = ~Q(outcome=CallOutcome.ABANDONED)
    counted = Call.objects.filter(began_at__lte=at).aggregate(
        total=Count("id"),
        connected=Count("id", filter=connected),
        prompt=Count("id", filter=connected & Q(rang_seconds__lte=PROMPT_SECONDS)),
    )
    return Calls(**counted)
