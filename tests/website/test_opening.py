"""Opening one's own case by number and query code, staying in it for a while, and leaving it."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.cases.opened import COOKIE, MOST
from fenbo.core.ids import show_public_number
from fenbo.files.operations import attach
from fenbo.website import limits
from tests.cast import NOON, Cast
from tests.files.makers import picture, upload
from tests.website.conftest import opened, text


def step(client: Client, case: Case, name: str, **given: Any) -> Any:
    data = {f"{name}-{field}": value for field, value in given.items()}
    return client.post(f"/follow/{case.number}/{name}/", data)


def test_number_and_code_open_the_case_however_they_are_typed(client: Client, cast: Cast) -> None:
    case = cast.received()
    number, code = show_public_number(case.number), f" {case.query_code.lower()[:4]}-{case.query_code[4:]} "

    answer = client.post("/follow/", {"number": number, "code": code}, follow=True)

    assert answer.redirect_chain == [(f"/follow/{case.number}/", 302)]
    assert case.title in text(answer)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_wrong_code_and_an_unknown_number_read_the_same(client: Client, cast: Cast) -> None:
    case = cast.received()
    answers = [
        client.post("/follow/", {"number": number, "code": code})
        for number, code in ((case.number, "23456789"), ("2003090009995", case.query_code), ("12", "😀"))
    ]

    said = {tuple(re.findall(r"<li>[^<]*</li>", text(one))) for one in answers}
    assert [one.status_code for one in answers] == [422] * 3
    assert all("编号或查询码不对" in text(one) for one in answers)
    assert len(said) == 1
    assert client.get(f"/follow/{case.number}/").status_code == 404


def test_nothing_typed_is_said_at_both_fields(client: Client, cast: Cast) -> None:
    shown = text(client.post("/follow/", {}))

    assert "请填写编号" in shown
    assert "请填写查询码" in shown


def test_guessing_one_code_after_another_is_stopped(client: Client, cast: Cast) -> None:
    case = cast.received()
    for _guess in range(limits.GUESSES_PER_CASE.amount):
        client.post("/follow/", {"number": case.number, "code": "23456789"})

    answer = client.post("/follow/", {"number": case.number, "code": case.query_code})

    assert answer.status_code == 429
    assert "查询次数太多" in text(answer)


def test_guessing_at_many_cases_from_one_address_is_stopped(client: Client, cast: Cast) -> None:
    case = cast.received()
    for guess in range(limits.GUESSES_PER_CLIENT.amount):
        client.post("/follow/", {"number": f"{guess}", "code": "23456789"})

    assert client.post("/follow/", {"number": case.number, "code": case.query_code}).status_code == 429


def test_without_the_code_there_is_no_case_no_file_and_no_step(client: Client, cast: Cast) -> None:
    case = cast.received()
    kept = attach(owner=case.pk, upload=upload(picture(), "a.jpg"), actor_name="诉求人", now=NOON)

    assert client.get(f"/follow/{case.number}/").status_code == 404
    assert client.get(f"/follow/{case.number}/files/{kept.pk}/").status_code == 404
    assert step(client, case, "withdraw", reason="").status_code == 404
    assert cast.fresh(case).state == CaseState.RECEIVED


def test_staff_who_are_logged_in_open_no_case_here_without_its_code(client: Client, cast: Cast) -> None:
    case = cast.received()
    client.force_login(cast.staff["dispatcher"])

    assert client.get(f"/follow/{case.number}/").status_code == 404


def test_a_cookie_put_into_this_browser_by_somebody_else_gains_nothing(client: Client, cast: Cast) -> None:
    mine, theirs = cast.received(), cast.received()
    planted = opened(Client(), theirs).cookies[COOKIE].value
    client.cookies[COOKIE] = planted
    opened(client, mine)

    stranger = Client()
    stranger.cookies[COOKIE] = planted
    assert stranger.get(f"/follow/{mine.number}/").status_code == 404


@pytest.mark.parametrize("made_up", ["", "a:b:c", "é", "x" * 5000])
def test_a_cookie_that_we_did_not_sign_opens_nothing(client: Client, cast: Cast, made_up: str) -> None:
    case = cast.received()
    client.cookies[COOKIE] = made_up
    assert client.get(f"/follow/{case.number}/").status_code == 404
    assert opened(client, case).get(f"/follow/{case.number}/").status_code == 200


def test_after_a_session_s_time_the_code_is_asked_for_again(
    client: Client, cast: Cast, settings: Settings
) -> None:
    case = cast.received()
    opened(client, case)
    settings.SESSION_COOKIE_AGE = -1
    assert client.get(f"/follow/{case.number}/").status_code == 404


def test_no_visitor_leaves_a_session_behind(client: Client, cast: Cast) -> None:
    opened(client, cast.received())
    assert not Session.objects.exists()


def test_the_twenty_cases_opened_last_stay_open(client: Client, cast: Cast) -> None:
    cases = [cast.received() for _ in range(MOST + 1)]
    for case in cases:
        opened(client, case)

    assert [
        client.get(f"/follow/{case.number}/").status_code for case in (cases[0], cases[1], cases[-1])
    ] == [
        404,
        200,
        200,
    ]
    assert len(client.cookies[COOKIE].value) < 3000


def test_leaving_forgets_every_case(client: Client, cast: Cast) -> None:
    case = cast.received()
    opened(client, case)
    assert case.title in text(client.get("/follow/"))

    client.post("/follow/leave/")

    assert case.title not in text(client.get("/follow/"))
    assert client.get(f"/follow/{case.number}/").status_code == 404
