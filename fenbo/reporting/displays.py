"""Browsers on walls: a leader lets one show the screen, and nothing else, until it is taken down or its time is over."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import wanted
from fenbo.cases.scope import centre_id
from fenbo.core.errors import IllegalMove, MissingDuty
from fenbo.directory.actors import Actor, ActorKind
from fenbo.directory.duties import Duty
from fenbo.reporting.models import Display

HANGS = timedelta(days=180)
MAY = (Duty.LEAD, Duty.SUPERVISE)


def hang(*, name: str, actor: Actor, now: datetime) -> Display:
    """Let a browser be a display; the caller gives it the display's key in a signed cookie."""
    _require(actor)
    name = wanted(name, field="name", most=60)
    return Display.objects.create(name=name, hung_by=actor.name, hung_at=now, ends_at=now + HANGS)


def take_down(*, display_id: UUID, actor: Actor, now: datetime) -> None:
    """From the next refresh on it shows nothing."""
    _require(actor)
    changed = Display.objects.filter(pk=display_id, taken_down_at=None).update(
        taken_down_at=now, taken_down_by=actor.name
    )
    if not changed:
        raise IllegalMove(_("这块屏已经取下。"))


def hanging(now: datetime) -> QuerySet[Display]:
    """Those that may show something at this moment, the newest first."""
    return Display.objects.filter(taken_down_at=None, ends_at__gt=now).order_by("-hung_at", "-id")


def shown_by(display_id: UUID, now: datetime) -> Actor | None:
    """Whom the display stands for: a supervisor of the centre whom nobody can log in as; None when it hangs no more."""
    found = hanging(now).filter(pk=display_id).first()
    if found is None:
        return None
    posts = frozenset({(Duty.SUPERVISE, centre_id())})
    return Actor(kind=ActorKind.STAFF, name=found.name, posts=posts, in_centre=True)


def _require(actor: Actor) -> None:
    if not any(actor.has(duty, centre_id()) for duty in MAY):
        raise MissingDuty
