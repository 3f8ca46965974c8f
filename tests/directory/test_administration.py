"""The three administrators: what each may see and change, and what the others may not."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from fenbo.core import clock
from fenbo.directory.administration import DutyAdmin
from fenbo.directory.duties import Duty
from fenbo.directory.models import Region, Staff, Unit
from tests.directory.conftest import hire, signed_in

SYSTEM, SECURITY, AUDIT = Duty.ADMINISTER, Duty.SECURE, Duty.AUDIT
# Who may change what; every one of the three may read it, except where said.
CHANGED_BY = {
    "directory/region": SYSTEM,
    "directory/unit": SYSTEM,
    "directory/shift": SYSTEM,
    "directory/staff": SECURITY,
    "directory/post": SECURITY,
    "workdays/dayoverride": SYSTEM,
    "catalogue/category": SYSTEM,
    "catalogue/dispatchrule": SYSTEM,
    "catalogue/timelimit": SYSTEM,
    "notices/wording": SYSTEM,
}


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    with clock.frozen(datetime(2020, 3, 9, 4, tzinfo=UTC)):
        yield


def administrator(duty: Duty, office: Unit) -> Client:
    return signed_in(hire(f"{duty}1", duty, at=office))


@pytest.mark.parametrize("page", CHANGED_BY)
@pytest.mark.parametrize("duty", [SYSTEM, SECURITY, AUDIT])
def test_every_administrator_reads_and_one_changes(duty: Duty, page: str, office: Unit) -> None:
    client = administrator(duty, office)
    assert client.get(f"/admin/{page}/").status_code == 200
    assert client.get(f"/admin/{page}/add/").status_code == (200 if CHANGED_BY[page] == duty else 403)


def test_only_the_auditor_reads_what_administrators_did(office: Unit) -> None:
    codes = {
        duty: administrator(duty, office).get("/admin/admin/logentry/").status_code
        for duty in (SYSTEM, SECURITY, AUDIT)
    }
    assert codes == {SYSTEM: 403, SECURITY: 403, AUDIT: 200}


def test_nobody_rewrites_what_administrators_did(office: Unit) -> None:
    auditor = hire("auditor", AUDIT, at=office)
    entry = LogEntry.objects.create(
        user=auditor,
        content_type=ContentType.objects.get_for_model(Unit),
        action_flag=ADDITION,
        object_repr="x",
    )
    client = signed_in(auditor)
    assert client.post(f"/admin/admin/logentry/{entry.pk}/change/", {"object_repr": "y"}).status_code == 403
    assert client.post(f"/admin/admin/logentry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403


def test_all_that_is_registered_stands_under_a_duty() -> None:
    ours = {
        model: held for model, held in admin.site._registry.items() if model.__module__.startswith("fenbo.")
    }
    assert ours
    assert [model for model, held in ours.items() if not isinstance(held, DutyAdmin)] == []


@pytest.mark.parametrize("duty", [duty for duty in Duty if duty not in (SYSTEM, SECURITY, AUDIT)])
def test_other_duties_open_nothing(duty: Duty, office: Unit) -> None:
    client = signed_in(hire("clerk", duty, at=office))
    assert client.get("/admin/").status_code in (302, 403)
    assert client.get("/admin/directory/unit/").status_code in (302, 403)


def test_a_visitor_is_sent_to_the_one_login(client: Client, db: None) -> None:
    response = client.get("/admin/directory/unit/", follow=True)
    assert response.request["PATH_INFO"] == "/account/login/"


def test_a_duty_that_has_run_out_opens_nothing(office: Unit) -> None:
    person = hire("former", SYSTEM, at=office)
    person.posts.update(valid_to="2020-03-08")
    assert signed_in(person).get("/admin/directory/unit/").status_code == 403


def test_an_account_made_inactive_opens_nothing(office: Unit) -> None:
    person = hire("gone", SYSTEM, at=office)
    client = signed_in(person)
    Staff.objects.update(is_active=False)
    assert client.get("/admin/directory/unit/").status_code == 302


def test_a_superuser_may_begin(office: Unit) -> None:
    first = Staff.objects.create_superuser(username="first", password="x")
    assert signed_in(first).get("/admin/directory/staff/add/").status_code == 200


@pytest.mark.parametrize(("duty", "seen"), [(SYSTEM, False), (SECURITY, True), (AUDIT, False)])
def test_a_phone_is_shown_to_the_security_administrator_alone(duty: Duty, seen: bool, office: Unit) -> None:
    person = hire("clerk", Duty.HANDLE, at=office)
    person.phone = "13897210001"
    person.save()
    page = administrator(duty, office).get(f"/admin/directory/staff/{person.pk}/change/")
    assert page.status_code == 200
    assert (b"13897210001" in page.content) is seen


def test_nobody_is_deleted(office: Unit) -> None:
    person = hire("clerk", Duty.HANDLE, at=office)
    client = administrator(SECURITY, office)
    assert client.post(f"/admin/directory/staff/{person.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Staff.objects.filter(pk=person.pk).exists()


def test_a_list_costs_the_same_for_two_rows_and_for_twenty(
    office: Unit, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = administrator(SYSTEM, office)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/directory/unit/").status_code == 200
        return len(queries)

    Unit.objects.create(slug="one", name="一", kind="county", parent=office)
    few = cost()
    province = Region.objects.create(code="630000", name="青海省", level="province")
    for number in range(20):
        Unit.objects.create(slug=f"n{number}", name="某县", kind="county", parent=office, region=province)
    assert cost() == few


def test_the_loosened_policy_ends_at_the_administration(office: Unit, client: Client) -> None:
    inside = administrator(SYSTEM, office).get("/admin/")["Content-Security-Policy"]
    outside = client.get("/account/login/")["Content-Security-Policy"]
    assert "'unsafe-eval'" in inside
    assert "unsafe" not in outside
    assert "'unsafe-inline'" not in next(part for part in inside.split("; ") if part.startswith("script-src"))
