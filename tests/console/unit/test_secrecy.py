"""On no page of a handling unit stands who reported wrongdoing, or who asked for confidence."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.cases.models import WorkOrder
from fenbo.cases.operations import ending, requester
from fenbo.cases.operations.intake import Who
from fenbo.catalogue.kinds import Kind
from fenbo.core import lapsing
from fenbo.directory.actors import Actor
from fenbo.files.models import Attachment
from fenbo.files.operations import attach
from tests.cast import NOON, Cast
from tests.console.desks import at, desk
from tests.files.makers import document

NAME, PHONE = "欧阳小明", "13897219876"
WHO = Who(name=NAME, phone=PHONE)
TELLING: dict[str, Any] = {
    "who": WHO,
    "title": f"{NAME}反映工地违规",
    "content": f"我叫{NAME}，电话{PHONE}，工地夜里违规开工。",
    "wish": f"请查处，结果告诉{NAME}",
}
ABOUT = [{"kind": Kind.REPORT}, {"is_confidential": True}]


def telling(cast: Cast, **about: Any) -> WorkOrder:
    order = cast.signed(**TELLING, **about)
    requester.supply_info(
        case_id=order.case_id, text=f"{NAME}又看见了", actor=Actor.requester([order.case_id]), now=NOON
    )
    return order


def paper(order: WorkOrder) -> Attachment:
    return attach(
        owner=order.case_id, upload=ContentFile(document(), "签名.pdf"), actor_name="诉求人", now=NOON
    )


def opened(cast: Cast, who: str, url: str) -> bytes:
    return b"".join(desk(cast, who).get(url).streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("about", ABOUT)
def test_no_page_of_the_unit_tells(cast: Cast, about: dict[str, Any]) -> None:
    order = telling(cast, **about)
    handler, dispatcher = desk(cast, "handler"), desk(cast, "dispatcher")
    for url in ("/desk/unit/", "/desk/notices/", reverse("console:order", args=[order.pk])):
        with at(NOON):
            page = handler.get(url).content.decode()
        assert "反映工地违规" in page, url
        assert NAME not in page, url
        assert PHONE not in page, url
    assert "工地夜里违规开工" in page
    assert NAME in dispatcher.get(reverse("console:case", args=[order.case_id])).content.decode()


def test_what_the_requester_says_of_a_second_handling_does_not_tell_either(cast: Cast) -> None:
    case = cast.closed(**TELLING, kind=Kind.REPORT)
    ending.second_handling(
        case_id=case.pk, reason=f"{NAME}还是看见开工", actor=Actor.requester([case.pk]), now=NOON
    )
    again = case.orders.get(ended_at=None)
    handler = desk(cast, "grouper")
    with at(NOON):
        pages = [handler.get(reverse("console:order", args=[again.pk])), handler.get("/desk/notices/")]
    for page in pages:
        assert "还是看见开工" in page.content.decode()
        assert NAME not in page.content.decode()


@pytest.mark.parametrize("about", ABOUT)
def test_the_unit_gets_no_paper_that_may_bear_a_name_and_the_centre_does(
    cast: Cast, about: dict[str, Any]
) -> None:
    order = telling(cast, **about)
    url = reverse("console:file", args=[order.case_id, paper(order).pk])
    handler = desk(cast, "handler")
    with at(NOON):
        page = handler.get(reverse("console:order", args=[order.pk])).content.decode()
    assert "签名" not in page
    assert "附件可能透露诉求人是谁" in page
    assert handler.get(url).status_code == 403
    assert desk(cast, "neighbour").get(url).status_code == 404
    assert opened(cast, "dispatcher", url).startswith(b"%PDF")


def test_papers_of_other_cases_are_the_units_to_read(cast: Cast) -> None:
    order = cast.signed()
    url = reverse("console:file", args=[order.case_id, paper(order).pk])
    assert opened(cast, "handler", url).startswith(b"%PDF")


def test_reading_many_secrets_costs_no_more_queries_than_two(cast: Cast) -> None:
    def cost() -> int:
        lapsing.forget_all()
        with CaptureQueriesContext(connection) as queries, at(NOON):
            client.get("/desk/unit/")
        return len(queries)

    client = desk(cast, "handler")
    for _ in range(2):
        cast.signed(kind=Kind.REPORT)
    client.get("/desk/unit/")
    two = cost()
    for _ in range(18):
        cast.signed(kind=Kind.REPORT)
    assert cost() == two
