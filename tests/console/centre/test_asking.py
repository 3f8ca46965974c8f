"""What may answer the caller already appears beside the form, and whether it did is counted."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.core.clock import frozen
from fenbo.core.ids import new_id
from fenbo.knowledge import queries
from fenbo.knowledge.operations import readers
from fenbo.publication import operations
from tests.cast import NOON, Cast
from tests.console.desks import desk

TYPED = "监狱项目工程款没有支付"


@pytest.fixture
def client(cast: Cast) -> Client:
    return desk(cast, "agent")


def published(cast: Cast, **about: Any) -> str:
    case = cast.closed(may_publish=True, **about)
    operations.propose(case_id=case.pk, actor=cast.dispatcher, now=NOON)
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)
    return str(case.pk)


def typed(client: Client, text: str, key: object = "") -> str:
    with frozen(NOON):
        answer = client.post(reverse("console:suggestions"), {"content": text, "submission_key": str(key)})
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_answered_case_like_it_appears_with_its_answer(cast: Cast, client: Client) -> None:
    case = published(cast)
    key = uuid4()
    shown = typed(client, TYPED, key)

    assert "工程款何时支付" in shown
    assert "将于月底前支付" in shown
    assert reverse("console:open_suggestion", args=[key, "case", case]) in shown


def test_nothing_appears_for_next_to_nothing_or_nonsense(cast: Cast, client: Client) -> None:
    published(cast)

    for text in ("", " ", "工", "😀😀", "\x00", "x" * 30_000):
        assert "也许已有答复" not in typed(client, text, "no key")


def test_opened_and_no_case_taken_in_is_answered_without_a_case(cast: Cast, client: Client) -> None:
    case = published(cast)
    with frozen(NOON):
        answer = client.get(reverse("console:open_suggestion", args=[uuid4(), "case", case]))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/cases/")

    readers.settle_openings(now=NOON + timedelta(days=1, minutes=1))
    told = queries.answered_without_a_case(NOON.date(), NOON.date())
    assert (told.opened, told.answered) == (1, 1)


def test_a_case_taken_in_from_the_same_form_is_not_counted_so(cast: Cast, client: Client) -> None:
    case, key = published(cast), uuid4()
    with frozen(NOON):
        client.get(reverse("console:open_suggestion", args=[key, "case", case]))
        form = {
            "submission_key": str(key), "channel": "hotline", "kind": "help", "urgency": "ordinary",
            "requester_kind": "person", "content": "工程款还没有支付，请核实。", "phone": "13897210001", "name": "王小明",
        }  # fmt: skip
        assert client.post(reverse("console:intake"), form).status_code == 302

    readers.settle_openings(now=NOON + timedelta(days=1, minutes=1))
    told = queries.answered_without_a_case(NOON.date(), NOON.date())
    assert (told.opened, told.answered) == (1, 0)


def test_what_is_not_public_is_not_opened(cast: Cast, client: Client) -> None:
    hidden = cast.closed(is_confidential=True)

    for kind, key in (("case", hidden.pk), ("case", new_id()), ("entry", new_id()), ("nothing", new_id())):
        assert client.get(reverse("console:open_suggestion", args=[uuid4(), kind, key])).status_code == 404


@pytest.mark.parametrize("who", ["handler", "outsider"])
def test_others_have_no_such_desk(cast: Cast, who: str) -> None:
    other = desk(cast, who)
    assert other.post(reverse("console:suggestions"), {"content": TYPED}).status_code == 403
    assert other.get(reverse("console:open_suggestion", args=[uuid4(), "case", new_id()])).status_code == 403


def test_the_form_asks_while_the_agent_types(cast: Cast, client: Client) -> None:
    page = client.get(reverse("console:intake")).content.decode()

    assert f'hx-post="{reverse("console:suggestions")}"' in page
    assert 'id="before"' in page


def test_twenty_published_cases_cost_as_much_as_two(cast: Cast, client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as spent:
            typed(client, TYPED)
        return len(spent)

    published(cast)
    published(cast)
    cost()
    few = cost()
    for _turn in range(8):
        published(cast)
    assert cost() <= few
