"""Who of the staff wants the digest by mail or WeChat as well, how often, and where that reaches them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from fenbo.core.clock import SHANGHAI
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff
from fenbo.notices.models import Address, By, DigestWish, Every
from fenbo.notices.operations import Reach
from fenbo.notices.people import index_of

# The hours at which it comes (Asia/Shanghai). None comes at night; the morning's tells of the night.
HOURS: Mapping[Every, tuple[int, ...]] = {
    Every.HOUR: tuple(range(8, 23)),
    Every.FOUR_HOURS: (8, 12, 16, 20),
    Every.DAY: (8,),
}


@dataclass(frozen=True, slots=True)
class Wishing:
    staff_id: int
    posts: frozenset[tuple[int, Duty]]
    reaches: tuple[Reach, ...]


def since(every: Every, end: datetime) -> datetime | None:
    """When the stretch began that ends at this whole hour; None where none ends then."""
    local, hours = end.astimezone(SHANGHAI), HOURS[every]
    if local.hour not in hours:
        return None
    earlier = [hour for hour in hours if hour < local.hour]
    day = local.date() if earlier else local.date() - timedelta(days=1)
    return datetime.combine(day, time(max(earlier or hours)), SHANGHAI)


def wishing(every: Every, on: date, by: frozenset[By]) -> list[Wishing]:
    """Everybody at work on that day who wants it so often; at most three queries."""
    return _wishing(DigestWish.objects.filter(every=every), on, by)


def holding(post: tuple[int, Duty], on: date, by: frozenset[By]) -> list[Wishing]:
    """Everybody with this post on that day who wants to be reached elsewhere than at the desk; at most three queries."""
    unit_id, duty = post
    theirs = DigestWish.objects.filter(staff__posts__unit=unit_id, staff__posts__duty=duty).distinct()
    return [one for one in _wishing(theirs, on, by) if post in one.posts]


def _wishing(wishes: QuerySet[DigestWish], on: date, by: frozenset[By]) -> list[Wishing]:
    wishes = wishes.filter(staff__is_active=True).select_related("staff")
    found = {wish.staff_id: wish for wish in wishes.order_by("staff")}
    if not found:
        return []
    posts: dict[int, set[tuple[int, Duty]]] = defaultdict(set)
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, staff__in=found)
    for staff_id, unit_id, duty in held.values_list("staff", "unit", "duty"):
        posts[staff_id].add((unit_id, Duty(duty)))
    openids = _openids(wish.staff for wish in found.values() if wish.by == By.WECHAT and By.WECHAT in by)
    return [
        Wishing(key, frozenset(posts[key]), tuple(_reaches(wish, openids.get(key, ""), by)))
        for key, wish in found.items()
    ]


def _reaches(wish: DigestWish, openid: str, by: frozenset[By]) -> Iterable[Reach]:
    if openid:
        yield Reach(By.WECHAT, openid)
    if wish.email and By.EMAIL in by:
        yield Reach(By.EMAIL, wish.email)


def _openids(staff: Iterable[Staff]) -> dict[int, str]:
    """The WeChat of those who linked it with the telephone that is theirs here."""
    by_index = {index_of(By.SMS, one.phone): one.pk for one in staff if one.phone}
    if not by_index:
        return {}
    people = {
        row.person_id: by_index[bytes(row.index)]
        for row in Address.objects.filter(by=By.SMS, index__in=by_index).defer("value")
    }
    linked = Address.objects.filter(by=By.WECHAT, person__in=people).order_by("-since")
    return {people[row.person_id]: row.value for row in linked}


def wish_of(staff_id: int) -> DigestWish | None:
    return DigestWish.objects.filter(staff=staff_id).first()


def choose(*, staff_id: int, by: str, every: int, email: str = "") -> None:
    """Have the digest sent there; an empty `by` leaves it on the desk alone."""
    if not by:
        DigestWish.objects.filter(staff=staff_id).delete()
    else:
        DigestWish.objects.update_or_create(
            staff_id=staff_id, defaults={"by": by, "every": every, "email": email}
        )
