"""Invented staff for trying the service out: everybody has the same, published password."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from fenbo.core.clock import SHANGHAI
from fenbo.directory import demo_accounts
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Shift, Staff, Unit, UnitKind
from fenbo.directory.operations import refresh_admin_entry

# The month that can be played back, when the service was new.
FIRST_MONTH = (date(2020, 2, 24), date(2020, 3, 31))
DAYS_AHEAD = 14
# Three watches round the clock at the centre; one long day at the support groups.
WATCHES = [(0, 8), (8, 16), (16, 24)]
SUPPORT_OPENS, SUPPORT_CLOSES = time(8, 30), time(20, 30)
HANDLING = [
    UnitKind.DEPARTMENT,
    UnitKind.CENTRAL_BODY,
    UnitKind.UTILITY,
    UnitKind.PREFECTURE,
    UnitKind.COUNTY,
    UnitKind.PARK,
    UnitKind.SUB_UNIT,
]
SURNAMES = "马李王韩张祁刘冶陈杨赵周吴徐孙胡朱高林何郭罗梁宋郑谢唐冯董程"
GIVEN = ["建军", "海燕", "文斌", "晓东", "玉珍", "国庆", "丽娟", "志强", "春梅", "永福", "雪莲"]

Person = tuple[str, str, str, list[tuple[Duty, str]]]


def lay_demo_staff(on: date) -> int:
    """One account for every role in the file and a handler for every other unit that may get a work order."""
    people = [*named_people(), *_handlers()]
    # Hashed once: a hash is slow on purpose, and here all passwords are one and public.
    password = make_password(demo_accounts.PASSWORD)
    Staff.objects.bulk_create(
        [
            Staff(username=username, full_name=name, title=title, password=password)
            for username, name, title, _posts in people
        ],
        update_conflicts=True,
        unique_fields=["username"],
        update_fields=["full_name", "title", "password"],
    )
    staff = dict(Staff.objects.values_list("username", "id"))
    units = dict(Unit.objects.values_list("slug", "id"))
    Post.objects.bulk_create(
        [
            Post(staff_id=staff[username], unit_id=units[slug], duty=duty)
            for username, _name, _title, posts in people
            for duty, slug in posts
        ],
        ignore_conflicts=True,
    )
    refresh_admin_entry(staff_ids=[staff[username] for username, *_rest in people], on=on)
    return len(people)


def named_people() -> Iterator[Person]:
    for account in demo_accounts.named():
        posts = [(Duty(duty), unit) for duty, unit in account.posts]
        yield account.username, account.full_name, account.title, posts


def _handlers() -> Iterator[Person]:
    units = Unit.objects.filter(kind__in=HANDLING).order_by("id")
    for number, unit in enumerate(units):
        name = SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)]
        yield f"u_{unit.slug}", name, "办理员", [(Duty.HANDLE, unit.slug)]


def lay_demo_shifts(on: date) -> int:
    """Rosters for the founding month and the coming fortnight; shifts that stand already are left alone."""
    today = (on - timedelta(days=1), on + timedelta(days=DAYS_AHEAD))
    days = sorted({*_days(*FIRST_MONTH), *_days(*today)})
    shifts = [*_watches(days), *_support(days)]
    Shift.objects.bulk_create(shifts, ignore_conflicts=True, batch_size=1000)
    return len(shifts)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))


def _watches(days: list[date]) -> Iterator[Shift]:
    """The dispatchers in turn, so that everyone gets every watch."""
    posts = Post.objects.filter(unit__kind=UnitKind.CENTRE, duty=Duty.DISPATCH).order_by("staff_id")
    crew = list(posts.values_list("unit_id", "staff_id"))
    for day in days:
        midnight = datetime.combine(day, time(), SHANGHAI)
        for number, (begins, ends) in enumerate(WATCHES):
            unit_id, staff_id = crew[(day.toordinal() * len(WATCHES) + number) % len(crew)]
            yield Shift(
                unit_id=unit_id,
                staff_id=staff_id,
                starts_at=midnight + timedelta(hours=begins),
                ends_at=midnight + timedelta(hours=ends),
            )


def _support(days: list[date]) -> Iterator[Shift]:
    posts = Post.objects.filter(unit__kind=UnitKind.SUPPORT_GROUP, duty=Duty.TAKE_IN)
    for unit_id, staff_id in posts.values_list("unit_id", "staff_id"):
        for day in days:
            yield Shift(
                unit_id=unit_id,
                staff_id=staff_id,
                starts_at=datetime.combine(day, SUPPORT_OPENS, SHANGHAI),
                ends_at=datetime.combine(day, SUPPORT_CLOSES, SHANGHAI),
            )
