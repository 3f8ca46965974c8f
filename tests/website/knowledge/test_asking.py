"""Searching, and being answered before asking."""

import pytest
from django.test import Client

from fenbo.core import lapsing
from fenbo.knowledge.models import Answered, Miss, Opening, Subscription
from fenbo.knowledge.operations import subscribing
from fenbo.knowledge.operations.readers import settle_openings
from tests.cast import NOON, hours
from tests.knowledge.stage import Library
from tests.website.conftest import Publish, filled, text


def test_a_search_marks_the_words_and_has_all_kinds(
    client: Client, library: Library, publish: Publish
) -> None:
    library.entry()
    publish()
    page = text(client.get("/search/?q=工程款拖欠"))
    assert "<mark>工程款</mark>" in page
    assert "相近的公示诉求" in page


def test_published_cases_have_a_tab_of_their_own(client: Client, library: Library, publish: Publish) -> None:
    publish()
    page = text(client.get("/search/?q=工程款&kind=case"))
    assert "公示诉求 1 件" in page


def test_a_slip_is_mended_and_said(client: Client, library: Library) -> None:
    library.entry()
    lapsing.forget_all()
    page = text(client.get("/search/?q=工程宽"))
    assert "“工程宽”按“工程款”查找。" in page


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%00", "?q=<script>", "?q=工程款&category=zz&before=x&order=y"]
)
def test_odd_addresses_are_answered(client: Client, library: Library, query: str) -> None:
    answer = client.get(f"/search/{query}")
    assert answer.status_code == 200
    assert "<script>&" not in text(answer)


def test_a_search_in_vain_is_noted_without_who(client: Client, library: Library) -> None:
    page = text(client.get("/search/?q=王小明问地铁通车"))
    assert "没有找到" in page
    assert Miss.objects.get().words == "地铁 通车"


def test_while_writing_the_few_that_fit_are_shown(client: Client, library: Library, publish: Publish) -> None:
    entry, case = library.entry(), publish()
    page = text(client.post("/ask/", {"content": "政府项目拖欠我们工程款一直没有支付"}))
    assert f"/ask/entry/{entry.pk}/" in page
    assert f"/ask/case/{case.pk}/" in page
    assert text(client.post("/ask/", {"content": "政"})).strip() == ""


def test_what_is_being_written_never_stands_in_an_address(client: Client, library: Library) -> None:
    assert client.get("/ask/?content=x").status_code == 405


def opened(client: Client, library: Library) -> None:
    entry = library.entry()
    answer = client.get(f"/ask/entry/{entry.pk}/")
    assert answer.headers["Location"] == f"/knowledge/{entry.slug}/"


def test_who_opened_an_answer_and_left_was_answered(client: Client, library: Library) -> None:
    opened(client, library)
    settle_openings(now=NOON + hours(26))
    assert (Answered.objects.get().opened, Answered.objects.get().answered) == (1, 1)


def test_who_submitted_all_the_same_was_not(client: Client, library: Library) -> None:
    opened(client, library)
    assert client.post("/submit/", filled()).status_code == 302
    assert Opening.objects.get().asked
    settle_openings(now=NOON + hours(26))
    assert (Answered.objects.get().opened, Answered.objects.get().answered) == (1, 0)


def test_programs_that_look_ahead_have_read_nothing(client: Client, library: Library) -> None:
    address = f"/ask/entry/{library.entry().pk}/"
    assert client.head(address).status_code == 302
    assert client.get(address, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 302
    assert not Opening.objects.exists()


def test_what_is_not_there_cannot_be_opened(client: Client, library: Library) -> None:
    draft = library.draft()
    for kind in ("entry", "case", "nonsense"):
        assert client.get(f"/ask/{kind}/{draft.pk}/").status_code == 404
    assert not Opening.objects.exists()


def test_subscribing_says_that_nothing_is_sent_yet(client: Client, library: Library) -> None:
    assert "发信服务还没有接通" in text(client.get("/policies/subscribe/"))
    done = client.post(
        "/policies/subscribe/", {"email": "wang@example.com", "category": "08", "size": "micro"}
    )
    assert "发信服务接通后" in text(done)
    assert (Subscription.objects.get().category_id, Subscription.objects.get().size) == ("08", "micro")


def test_the_links_of_a_message_need_a_click_on_the_page(client: Client, library: Library) -> None:
    wish = subscribing.subscribe(email="wang@example.com", now=NOON)
    address = f"/policies/subscribe/{subscribing.token_of(wish)}/"
    client.get(address)
    assert not Subscription.objects.exclude(confirmed_at=None).exists()
    client.post(address)
    assert Subscription.objects.exclude(confirmed_at=None).exists()
    client.post(f"{address}end/")
    assert not Subscription.objects.exists()
    assert client.post("/policies/subscribe/nonsense/").status_code == 404
