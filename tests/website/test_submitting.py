"""Submitting over HTTP: one case, whatever the network and the browser do; every bad input said at its field."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case, Channel, Identity
from fenbo.core import lapsing
from fenbo.core.ids import show_public_number
from fenbo.directory.models import Region
from fenbo.files.queries import attachments_of
from tests.cast import Cast
from tests.files.makers import picture
from tests.website.conftest import filled, opened, text

pytestmark = pytest.mark.usefixtures("cast")


def test_a_submission_becomes_a_received_case_and_leads_to_its_receipt(client: Client) -> None:
    answer = client.post("/submit/", filled(), follow=True)

    case = Case.objects.get()
    assert answer.redirect_chain == [("/submit/receipt/", 302)]
    assert (case.state, case.channel) == (CaseState.RECEIVED, Channel.WEBSITE)
    assert (case.requester.name, case.requester.phone) == ("王小明", "13897210001")
    assert case.may_publish
    assert show_public_number(case.number) in text(answer)
    assert case.query_code in text(answer)


def test_the_query_code_stands_in_no_address_and_no_cache_keeps_the_receipt(client: Client) -> None:
    answer = client.post("/submit/", filled(), follow=True)

    assert Case.objects.get().query_code not in "".join(url for url, _status in answer.redirect_chain)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert Client().get("/submit/receipt/").headers["Location"] == "/follow/"


def test_before_it_is_sent_people_see_what_will_be_public(client: Client) -> None:
    answer = client.post("/submit/", filled(step="look"))
    shown = text(answer)

    public = shown[shown.index("会公开的内容") : shown.index("只给工作人员看的内容")]
    assert answer.status_code == 200
    assert "（电话已隐去）" in public
    assert "13897210001" not in public
    assert "王小明" not in public
    assert "五四西路" not in public
    assert "手机号" in public
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "report"}, "举报不公示"),
        ({"is_confidential": "on"}, "要求保密"),
        ({"may_publish": "0"}, "未同意公示"),
    ],
)
def test_what_will_stay_private_is_said_with_the_reason(
    client: Client, change: dict[str, str], why: str
) -> None:
    shown = text(client.post("/submit/", filled(step="look", **change)))

    assert "不会公开" in shown
    assert why in shown


def test_going_back_to_edit_keeps_everything(client: Client) -> None:
    given = filled(step="edit")
    answer = client.post("/submit/", given)

    for name in ("content", "wish", "place", "name", "phone", "submission_key"):
        assert str(given[name]) in text(answer)
    assert Case.objects.count() == 0


def test_the_same_submission_sent_again_is_the_same_case(client: Client) -> None:
    given = filled()
    for _attempt in range(3):
        answer = client.post("/submit/", given, follow=True)

    assert Case.objects.count() == 1
    assert "之前已经提交过" not in text(answer)


def test_changed_text_under_the_same_key_is_not_a_second_case_and_says_so(client: Client) -> None:
    given = filled()
    client.post("/submit/", given)
    answer = client.post("/submit/", {**given, "content": "改过的内容，另一件事。"}, follow=True)

    assert Case.objects.count() == 1
    assert "之前已经提交过" in text(answer)


def test_every_blank_form_has_a_key_of_its_own(client: Client) -> None:
    pattern = re.compile(r'name="submission_key" value="([^"]+)"')
    keys = {key for _form in range(3) for key in pattern.findall(text(client.get("/submit/")))}

    assert len(keys) == 3


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_instant_make_one_case() -> None:
    given = filled()

    def send(_number: int) -> int:
        try:
            return Client().post("/submit/", given).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert answers == [302] * 4
    assert Case.objects.count() == 1


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({"content": ""}, "请写明发生了什么事"),
    "spaces": ({"content": " \n\t　"}, "请写明发生了什么事"),
    "four characters": ({"content": "没钱了啊"}, "至少五个字"),
    "only control characters": ({"content": "\u200e\u202e\x07\x08\x0b\x0c"}, "请写明发生了什么事"),
    "one megabyte": ({"content": "字" * 350_000}, "20000"),
    "no kind": ({"kind": ""}, "请选择类型"),
    "an unknown kind": ({"kind": "bribe"}, "请选择类型"),
    "an unknown region": ({"region": "999999"}, "没有这个地区"),
    "a region that is no code": ({"region": "' OR 1=1 --"}, "没有这个地区"),
    "letters for a telephone": ({"phone": "打我电话"}, "电话号码不对"),
    "no telephone": ({"phone": ""}, "请留下电话，或者选择匿名提交"),
    "no choice about publication": ({"may_publish": ""}, "请选择一项"),
    "a name without end": ({"name": "王" * 100}, "60"),
    "an unknown kind of person": ({"who": "robot"}, ""),
    "a key that is none": ({"submission_key": "../../etc"}, ""),
}


@pytest.mark.parametrize("step", ["look", "send"])
@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_bad_input_is_said_at_its_field_and_nothing_is_lost_or_half_done(
    client: Client, change: dict[str, Any], said: str, step: str
) -> None:
    answer = client.post("/submit/", filled(step=step, **change))
    shown = text(answer)

    assert answer.status_code == 422
    assert said in shown
    assert "请检查以下内容" in shown
    assert "尽快支付" in shown
    assert Case.objects.count() == 0


GOOD = {
    "emoji": "路灯坏了😀😀，晚上很黑👨‍👩‍👧。",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> 请处理",
    "sql": "'; DROP TABLE cases_case; -- 请处理一下",
    "null characters": "路灯\x00坏了\x00，请尽快修好",
    "template syntax": "{{ settings.SECRET_KEY }}{% load x %}请处理",
    "right to left": "请处理\u202e路灯坏了",
    "tibetan": "ཁྱེད་རྣམས་ལ་གྲོགས་རམ་དགོས།",
    "half a surrogate pair": "路灯坏了\ud83d请修",
}


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD)
def test_whatever_people_write_is_kept_and_shown_as_text(client: Client, content: str) -> None:
    sent = content.encode("utf-8", "replace").decode()
    answer = client.post("/submit/", filled(content=sent))

    case = Case.objects.get()
    shown = text(opened(client, case).get(f"/follow/{case.number}/"))
    assert answer.status_code == 302
    assert "<script>alert" not in shown
    assert "onerror=alert" not in shown.replace("&lt;img src=x onerror=alert(1)&gt;", "")
    assert "\x00" not in case.content


def test_an_anonymous_submission_keeps_nothing_about_who_sent_it(client: Client) -> None:
    client.post("/submit/", filled(is_anonymous="on"))

    who = Case.objects.get().requester
    assert who.identity == Identity.ANONYMOUS
    assert (who.name, who.phone, bytes(who.phone_index)) == ("", "", b"")


def test_who_it_is_about_and_when_it_happened_go_to_staff_and_not_to_the_public(client: Client) -> None:
    told = {"target": "某某市场管理处", "occurred_on": "2020-03-08"}
    shown = text(client.post("/submit/", filled(step="look", **told)))
    client.post("/submit/", filled(**told))

    case = Case.objects.get()
    assert (case.target, str(case.occurred_on)) == ("某某市场管理处", "2020-03-08")
    assert "某某市场管理处" not in shown[shown.index("会公开的内容") : shown.index("只给工作人员看的内容")]
    assert "2020-03-08" in shown


@pytest.mark.parametrize(
    ("day", "said"), [("2020-03-10", "不能晚于今天"), ("昨天", "日期不对"), ("2020-02-30", "日期不对")]
)
def test_a_day_that_cannot_be_is_said_at_its_field(client: Client, day: str, said: str) -> None:
    answer = client.post("/submit/", filled(occurred_on=day))

    assert answer.status_code == 422
    assert said in text(answer)
    assert day in text(answer)
    assert Case.objects.count() == 0


def test_a_place_is_chosen_by_its_code(client: Client) -> None:
    province = Region.objects.create(code="630000", name="青海省", level="province")
    city = Region.objects.create(code="630100", name="西宁市", level="prefecture", parent=province)
    Region.objects.create(code="630104", name="城西区", level="county", parent=city)
    lapsing.forget_all()

    assert '<option value="630104">城西区</option>' in text(client.get("/submit/"))
    client.post("/submit/", filled(region="630104"))
    assert Case.objects.get().region_id == "630104"


def photo(name: str = "现场.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(), content_type="image/jpeg")


def test_photographs_come_with_the_case_once(client: Client) -> None:
    given = filled()
    for _attempt in range(2):
        client.post("/submit/", {**given, "files": [photo()]})

    files = attachments_of(Case.objects.get().pk)
    assert [one.name for one in files] == ["现场.jpg"]
    assert not files[0].is_public


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (SimpleUploadedFile("照片.jpg", b"MZ\x90\x00 not a picture"), "照片.jpg"),
        (SimpleUploadedFile("空.jpg", b""), ""),
        (SimpleUploadedFile("脚本.html", b"<script>alert(1)</script>"), "不能收"),
        (SimpleUploadedFile("大.jpg", b"\xff\xd8\xff\xe0" + b"0" * (10 * 1024 * 1024 + 1)), "太大"),
    ],
)
def test_a_file_that_lies_or_is_too_large_is_refused_and_the_text_stays(
    client: Client, upload: SimpleUploadedFile, said: str
) -> None:
    upload.seek(0)
    answer = client.post("/submit/", {**filled(), "files": [upload]})

    assert answer.status_code == 422
    assert said in text(answer)
    assert "工程款一直没有支付" in text(answer)
    assert Case.objects.count() == 0


def test_too_many_files_are_refused(client: Client) -> None:
    answer = client.post("/submit/", {**filled(), "files": [photo(f"{number}.jpg") for number in range(7)]})

    assert answer.status_code == 422
    assert "最多 6 个" in text(answer)


def test_a_form_that_lay_open_too_long_comes_back_with_all_that_was_typed() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/submit/", filled())

    assert answer.status_code == 403
    assert "页面放得太久" in text(answer)
    assert "工程款一直没有支付" in text(answer)
    assert "csrfmiddlewaretoken" in text(answer)
    assert Case.objects.count() == 0


def test_too_many_submissions_from_one_address_are_asked_to_wait_and_lose_nothing(
    client: Client, settings: Settings
) -> None:
    settings.SUBMISSIONS_PER_CLIENT = 2
    for _number in range(2):
        assert client.post("/submit/", filled()).status_code == 302
    answer = client.post("/submit/", filled())

    assert answer.status_code == 429
    assert "提交得太频繁" in text(answer)
    assert "工程款一直没有支付" in text(answer)
    assert Case.objects.count() == 2


def test_a_body_beyond_all_measure_is_refused_as_a_page(client: Client) -> None:
    answer = client.post("/submit/", filled(content="字" * 1_000_000))

    assert answer.status_code == 400
    assert Case.objects.count() == 0


def test_while_the_database_is_away_the_answer_asks_to_come_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_given: Any) -> None:
        raise OperationalError("the server closed the connection")

    given = filled()
    with monkeypatch.context() as patch:
        patch.setattr("fenbo.website.submitting.submit", away)
        answer = client.post("/submit/", given)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "正在重新启动" in text(answer)

    assert client.post("/submit/", given).status_code == 302
    assert Case.objects.count() == 1


def test_other_methods_are_not_allowed(client: Client) -> None:
    assert client.put("/submit/").status_code == 405
    assert client.post("/").status_code == 405
    assert client.post("/cases/").status_code == 405


def test_submitting_needs_no_more_queries_with_twenty_cases_than_with_two(
    cast: Cast,
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            Client().post("/submit/", filled(submission_key=str(uuid4())))
        return len(caught)

    cost()
    few = cost()
    for _number in range(18):
        cast.received()
    assert cost() <= few
