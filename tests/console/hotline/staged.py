"""The stage of the hotline's desks: the cast, a support group beside it, and who watches for it."""

import re
from datetime import timedelta

from playwright.sync_api import Page, Route

from fenbo.core import clock, lapsing
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Shift, Staff, Unit, UnitKind
from fenbo.hotline.operations.laying import lay_defaults
from tests.cast import PASSWORD, Cast

FAR = timedelta(hours=10)


def with_support(cast: Cast, *, watching: bool = True) -> Cast:
    """`specialist` watches for the support group of trade from an hour ago on; that of farming is empty."""
    for slug, name in (("support-trade", "商贸物流推进保障组"), ("support-farming", "农业生产推进保障组")):
        cast.unit[slug] = Unit.objects.create(slug=slug, name=name, kind=UnitKind.SUPPORT_GROUP)
    person = Staff(username="specialist", full_name="白玉兰")
    person.set_password(PASSWORD)
    person.save()
    cast.staff["specialist"] = person
    unit = cast.unit["support-trade"]
    Post.objects.create(staff=person, unit=unit, duty=Duty.TAKE_IN)
    now = clock.now()
    if watching:
        Shift.objects.create(unit=unit, staff=person, starts_at=now - FAR, ends_at=now + FAR)
    lapsing.forget_all()
    lay_defaults()
    return cast


def always_moving(page: Page) -> None:
    """In the place of the live process: a stream that says again and again that something moved."""

    def answer(route: Route) -> None:
        route.fulfill(
            status=200,
            content_type="text/event-stream",
            headers={
                "Access-Control-Allow-Origin": route.request.headers.get("origin", "*"),
                "Access-Control-Allow-Credentials": "true",
            },
            body="retry: 900\nevent: change\ndata: 1\n\n",
        )

    page.route(re.compile("/live/(desk|calls)$"), answer)
