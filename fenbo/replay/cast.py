"""Who acts: the demonstration staff, as they stand in the founding month."""

from bisect import bisect_right
from datetime import datetime
from functools import cached_property

from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Shift, Staff, Unit, UnitKind
from fenbo.replay.script.model import BEGINS

AGENTS = ("agent1", "agent2", "agent3", "agent4")
# Whoever issues answers publishes none, so that publishing always takes a second person.
ANSWERING = ("dispatcher1", "dispatcher3", "dispatcher4", "dispatcher5")
ISSUING = (*ANSWERING, "reviewer1")
PUBLISHING = ("editor1", "dispatcher2")


class NotStaged(Exception):
    """The directory lacks the demonstration staff; `fenbo seed --demo` lays it."""


class Cast:
    """Everybody is looked up once. Posts do not change within the month."""

    def __init__(self) -> None:
        self._people: dict[str, Actor] = {}

    @cached_property
    def units(self) -> dict[str, int]:
        """Unit keys by slug."""
        return dict(Unit.objects.values_list("slug", "id"))

    @cached_property
    def _handlers(self) -> dict[str, str]:
        """Who handles for each unit: the first who was given that duty."""
        posts = Post.objects.filter(duty=Duty.HANDLE).order_by("-id")
        return dict(posts.values_list("unit__slug", "staff__username"))

    @cached_property
    def _watches(self) -> tuple[list[datetime], list[str]]:
        """When each watch of the centre began, and who kept it."""
        shifts = Shift.objects.filter(unit__kind=UnitKind.CENTRE).order_by("starts_at")
        rows = list(shifts.values_list("starts_at", "staff__username"))
        return [starts_at for starts_at, _username in rows], [username for _starts_at, username in rows]

    def person(self, username: str) -> Actor:
        if username not in self._people:
            staff = Staff.objects.filter(username=username).first()
            if staff is None:
                raise NotStaged(username)
            self._people[username] = of_staff(staff, BEGINS)
        return self._people[username]

    def handler(self, slug: str) -> Actor:
        """Raises NotStaged when nobody handles for that unit."""
        username = self._handlers.get(slug)
        if username is None:
            raise NotStaged(slug)
        return self.person(username)

    def agent(self, number: int) -> Actor:
        return self.person(AGENTS[number % len(AGENTS)])

    def dispatcher(self, at: datetime) -> Actor:
        """Whoever watches at that instant."""
        begun, names = self._watches
        if not begun:
            raise NotStaged("shifts")
        return self.person(names[max(bisect_right(begun, at) - 1, 0)])

    def answerer(self, number: int) -> Actor:
        return self.person(ANSWERING[number % len(ANSWERING)])

    def issuer(self, number: int) -> Actor:
        return self.person(ISSUING[number % len(ISSUING)])

    def publisher(self, number: int) -> Actor:
        return self.person(PUBLISHING[number % len(PUBLISHING)])
