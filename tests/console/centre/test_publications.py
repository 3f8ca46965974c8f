"""Publishing by a second person."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.cases import timeline
from fenbo.cases.lifecycle import PublicationState
from fenbo.cases.models import Case
from fenbo.catalogue.kinds import Kind
from fenbo.core.clock import frozen
from fenbo.core.ids import new_id
from fenbo.publication import operations
from fenbo.publication.models import Publication
from tests.cast import NOON, Cast
from tests.console.desks import desk

LIST = "/desk/centre/publications/"
TEXT = "我叫王小明，电话13897210001，监狱项目工程款一直没有支付，请帮助协调。"


def url(case: Case, name: str = "") -> str:
    if name:
        return reverse("console:publication_act", args=[case.pk, name])
    return reverse("console:publication", args=[case.pk])


def proposed(cast: Cast, **about: Any) -> Case:
    """Answered and proposed by the dispatcher."""
    case = cast.closed(may_publish=True, **{"content": TEXT, **about})
    operations.propose(case_id=case.pk, actor=cast.dispatcher, now=NOON)
    return cast.fresh(case)


def press(client: Client, case: Case, name: str, **values: Any) -> HttpResponse:
    values.setdefault("version", Case.objects.get(pk=case.pk).version)
    with frozen(NOON):
        return client.post(url(case, name), values)  # type: ignore[return-value]


def page(client: Client, address: str, **query: str) -> str:
    with frozen(NOON):
        answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def client(cast: Cast) -> Client:
    return desk(cast, "publisher")


def test_what_waits_for_a_second_person_is_listed_the_oldest_first(cast: Cast, client: Client) -> None:
    proposed(cast, title="先拟的")
    proposed(cast, title="后拟的")
    cast.closed(title="没拟的")
    shown = page(client, LIST)

    assert shown.index("先拟的") < shown.index("后拟的")
    assert "没拟的" not in shown


def test_original_and_public_wording_stand_side_by_side_with_what_was_cut_marked(
    cast: Cast, client: Client
) -> None:
    case = proposed(cast)
    shown = page(client, url(case))

    assert '<del class="redact-cut" title="手机号">13897210001</del>' in shown
    public = shown.split("compare__public")[1]
    assert "13897210001" not in public
    assert "王小明" not in public


def test_a_second_person_publishes(cast: Cast, client: Client) -> None:
    case = proposed(cast)
    answer = press(client, case, "publish", compared="on")

    assert answer.headers["Location"] == LIST
    row = Publication.objects.get(pk=case.pk)
    assert row.published_at == NOON
    assert row.published_by_id == cast.staff["publisher"].pk
    assert cast.fresh(case).publication_state == PublicationState.PUBLISHED


def test_nobody_publishes_without_having_compared(cast: Cast, client: Client) -> None:
    case = proposed(cast)

    assert press(client, case, "publish").status_code == 422
    assert cast.fresh(case).publication_state == PublicationState.PROPOSED


def test_who_prepared_it_cannot_publish_it(cast: Cast, client: Client) -> None:
    case = proposed(cast)
    press(client, case, "wording", title="工程款", question="某项目工程款未支付。", answer="月底前支付。")
    answer = press(client, case, "publish", compared="on")

    assert answer.status_code == 422
    assert "公示要由第二个人复核" in answer.content.decode()
    shown = page(client, url(case))
    assert "请另一位同事公示" in shown
    assert reverse("console:publication_act", args=[case.pk, "publish"]) not in shown
    assert "由您拟稿" in page(client, LIST)


def test_the_wording_is_changed_and_the_old_one_kept(cast: Cast, client: Client) -> None:
    case = proposed(cast)
    press(client, case, "wording", title="工程款", question="某项目工程款未支付。", answer="月底前支付。")

    assert Publication.objects.get(pk=case.pk).question == "某项目工程款未支付。"
    shown = page(client, url(case)).split("谁改了什么")[1]
    assert "publisher同志" in shown.split("第 1 版")[0]
    assert ">工程款一直没有支付" in shown or "<del" in shown
    assert "最初的文本" in shown


def test_the_page_as_the_public_will_see_it_is_shown_before(cast: Cast, client: Client) -> None:
    case = proposed(cast)
    shown = page(client, reverse("console:publication_preview", args=[case.pk]))

    assert "预览：这一页还没有公示" in shown
    assert "工程款一直没有支付" in shown
    assert "13897210001" not in shown
    assert "王小明" not in shown
    press(client, case, "publish", compared="on")
    assert "还没有公示" not in page(client, reverse("console:publication_preview", args=[case.pk]))


def test_nobody_else_previews(cast: Cast) -> None:
    case = proposed(cast)
    assert (
        desk(cast, "handler").get(reverse("console:publication_preview", args=[case.pk])).status_code == 403
    )


def test_a_wording_that_still_tells_who_it_was_is_refused_with_the_text_kept(
    cast: Cast, client: Client
) -> None:
    case = proposed(cast)
    answer = press(
        client, case, "wording", title="工程款", question="请打13912345678找老王。", answer="月底前支付。"
    )

    assert answer.status_code == 422
    assert "公示文本里还有手机号" in answer.content.decode()
    assert "请打13912345678找老王。" in answer.content.decode()


def test_withheld_with_a_reason(cast: Cast, client: Client) -> None:
    case = proposed(cast)

    assert press(client, case, "withhold", reason="").status_code == 422
    press(client, case, "withhold", reason="涉及个人健康")
    assert cast.fresh(case).publication_state == PublicationState.WITHHELD
    assert "涉及个人健康" in page(client, url(case))


def test_taken_down_when_the_requester_asks(cast: Cast, client: Client) -> None:
    case = proposed(cast)
    press(client, case, "publish", compared="on")
    operations.ask_take_down(case_id=case.pk, reason="不想让人看到", actor=cast.requester(case), now=NOON)

    assert case.title in page(client, LIST, tab="down")
    assert "不想让人看到" in page(client, url(case))
    assert "clock" in page(client, LIST, tab="down")
    press(client, case, "take_down", reason="诉求人申请")
    assert cast.fresh(case).publication_state == PublicationState.TAKEN_DOWN
    assert case.title not in page(client, LIST, tab="down")


def test_kept_public_with_a_reason_that_the_requester_reads(cast: Cast, client: Client) -> None:
    case = proposed(cast)
    press(client, case, "publish", compared="on")
    assert press(client, case, "keep", reason="看不出是谁").status_code == 422
    operations.ask_take_down(case_id=case.pk, reason="不想让人看到", actor=cast.requester(case), now=NOON)

    assert press(client, case, "keep", reason="").status_code == 422
    press(client, case, "keep", reason="看不出是谁")
    assert cast.fresh(case).publication_state == PublicationState.PUBLISHED
    assert "看不出是谁" in timeline.for_requester(cast.fresh(case))[-1].what
    assert case.title not in page(client, LIST, tab="down")


def test_two_publishers_press_at_once(cast: Cast, client: Client) -> None:
    case = proposed(cast)
    seen = cast.fresh(case).version
    press(client, case, "publish", compared="on", version=seen)
    answer = press(client, case, "publish", compared="on", version=seen)

    assert answer.status_code == 409
    assert "现在不能办这一步" in answer.content.decode()


def test_a_report_of_wrongdoing_is_never_offered(cast: Cast, client: Client) -> None:
    case = cast.closed(kind=Kind.REPORT)

    assert client.get(url(case)).status_code == 404
    assert press(client, case, "publish", compared="on").status_code == 404


@pytest.mark.parametrize("name", ["publish", "withhold", "take_down", "keep"])
def test_publishing_is_a_duty_of_its_own(cast: Cast, name: str) -> None:
    case = proposed(cast)
    dispatcher = desk(cast, "dispatcher")

    assert press(dispatcher, case, name, reason="甲", compared="on").status_code == 403
    assert name not in page(dispatcher, url(case)).split('class="toolbar"')[1].split("</nav>")[0]


@pytest.mark.parametrize("who", ["handler", "agent", "caller", "outsider"])
def test_others_do_not_open_it(cast: Cast, who: str) -> None:
    case = proposed(cast)

    assert desk(cast, who).get(LIST).status_code == 403
    assert desk(cast, who).get(url(case)).status_code == 403


def test_what_is_not_there(cast: Cast, client: Client) -> None:
    case = proposed(cast)

    assert client.get(reverse("console:publication", args=[new_id()])).status_code == 404
    assert client.get(url(case, "explode")).status_code == 404


def test_twenty_rows_cost_as_much_as_two(cast: Cast, client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as spent:
            client.get(LIST)
        return len(spent)

    proposed(cast)
    proposed(cast)
    cost()
    few = cost()
    for _turn in range(18):
        proposed(cast)
    assert cost() == few
