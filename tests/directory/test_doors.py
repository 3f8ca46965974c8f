"""Doors look at duties: open, closed, or to be opened by signing in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from fenbo.core.errors import MissingDuty
from fenbo.directory.actors import ActorKind
from fenbo.directory.doors import Door, actor_of, public_door, staff_door
from fenbo.directory.duties import Duty
from fenbo.directory.models import Staff, Unit
from tests.directory.conftest import hire


def room(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def knock(user: Staff | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/desk/queue?page=2")
    request.user = user
    return request


def test_a_door_says_what_it_is() -> None:
    assert public_door(lambda request: HttpResponse()).door == Door(is_public=True)  # type: ignore[attr-defined]
    closed = staff_door(Duty.DISPATCH, Duty.REVIEW)(room)
    assert closed.door == Door(is_public=False, duties=(Duty.DISPATCH, Duty.REVIEW))  # type: ignore[attr-defined]
    assert closed.__name__ == "room"


def test_a_visitor_is_sent_to_the_login_and_back() -> None:
    response = staff_door(Duty.DISPATCH)(room)(knock(AnonymousUser()))
    assert response.status_code == 302
    assert response.headers["Location"] == "/account/login/?next=/desk/queue%3Fpage%3D2"


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ([Duty.DISPATCH], [Duty.DISPATCH]),
        ([Duty.REVIEW, Duty.PUBLISH], [Duty.DISPATCH, Duty.REVIEW]),
        ([Duty.HANDLE], []),
        ([], []),
    ],
)
def test_any_of_the_duties_opens(held: list[Duty], asked: list[Duty], office: Unit) -> None:
    person = hire("clerk", *held, at=office)
    assert staff_door(*asked)(room)(knock(person)).status_code == 200


@pytest.mark.parametrize("held", [[], [Duty.HANDLE], [Duty.LEAD, Duty.SUPERVISE]])
def test_other_duties_do_not(held: list[Duty], office: Unit) -> None:
    person = hire("clerk", *held, at=office)
    with pytest.raises(MissingDuty):
        staff_door(Duty.DISPATCH)(room)(knock(person))


def test_whoever_acts_is_asked_for_once_in_a_request(office: Unit) -> None:
    request = knock(hire("clerk", Duty.HANDLE, at=office))
    with CaptureQueriesContext(connection) as captured:
        assert actor_of(request) is actor_of(request)
    assert len(captured) == 1


def test_a_visitor_acts_as_the_public() -> None:
    assert actor_of(knock(AnonymousUser())).kind == ActorKind.PUBLIC
