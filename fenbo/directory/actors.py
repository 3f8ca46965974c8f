"""Who acts. Operations take an `Actor`, so that a scope is decided without asking the database again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.core.clock import SHANGHAI
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff, UnitKind


class ActorKind(models.TextChoices):
    STAFF = "staff", _("工作人员")
    REQUESTER = "requester", _("诉求人")
    SYSTEM = "system", _("系统")
    PUBLIC = "public", _("公众")


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting person or machine, as it stands at one instant; it does not follow later appointments.

    `name` is what the journal shows and never the name of a requester. `on_behalf_of` tells whom an agent
    speaks for (for example a caller's words), again without personal data.
    """

    kind: ActorKind
    staff_id: int | None = None
    name: str = ""
    posts: frozenset[tuple[Duty, int]] = frozenset()
    in_centre: bool = False
    case_ids: frozenset[UUID] = frozenset()
    on_behalf_of: str = field(default="", compare=False)

    @staticmethod
    def system(name: str = "系统") -> "Actor":
        return Actor(kind=ActorKind.SYSTEM, name=name)

    @staticmethod
    def public() -> "Actor":
        return Actor(kind=ActorKind.PUBLIC, name="公众")

    @staticmethod
    def requester(case_ids: Iterable[UUID], *, on_behalf_of: str = "") -> "Actor":
        """Somebody who opened these cases with their query codes or signed-in phone."""
        return Actor(
            kind=ActorKind.REQUESTER,
            name="诉求人",
            case_ids=frozenset(case_ids),
            on_behalf_of=on_behalf_of,
        )

    @property
    def is_staff(self) -> bool:
        return self.kind == ActorKind.STAFF

    def has(self, duty: Duty, unit_id: int | None = None) -> bool:
        """Whether the duty is held: at that unit, or anywhere when none is given."""
        if unit_id is not None:
            return (duty, unit_id) in self.posts
        return any(held == duty for held, _unit_id in self.posts)

    def units_with(self, duty: Duty) -> frozenset[int]:
        return frozenset(unit_id for held, unit_id in self.posts if held == duty)

    @property
    def unit_ids(self) -> frozenset[int]:
        """Every unit at which any duty is held."""
        return frozenset(unit_id for _duty, unit_id in self.posts)


def of_staff(staff: Staff, now: datetime) -> Actor:
    """The person with the posts that hold on that day in China; one query. Inactive accounts hold nothing."""
    day = now.astimezone(SHANGHAI).date()
    posts = (
        Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), staff=staff, valid_from__lte=day)
        .select_related("unit")
        .order_by("id")
    )
    held = list(posts) if staff.is_active else []
    home = next((str(post.unit) for post in held), "")
    return Actor(
        kind=ActorKind.STAFF,
        staff_id=staff.pk,
        name=f"{home} {staff}".strip(),
        posts=frozenset((Duty(post.duty), post.unit_id) for post in held),
        in_centre=any(post.unit.kind == UnitKind.CENTRE for post in held),
    )
