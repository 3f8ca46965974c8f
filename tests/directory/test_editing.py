"""What administrators type, and what they are told when it cannot be."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from fenbo.core import clock
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Region, RegionLevel, Shift, Staff, Unit, UnitKind
from fenbo.directory.queries import region_codes
from fenbo.workdays.models import DayOverride
from fenbo.workdays.queries import calendar
from tests.directory.conftest import PASSWORD, hire, signed_in

NO_POSTS = {"posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    with clock.frozen(datetime(2020, 3, 9, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def system(office: Unit) -> Client:
    return signed_in(hire("system", Duty.ADMINISTER, at=office))


@pytest.fixture
def security(office: Unit) -> Client:
    return signed_in(hire("security", Duty.SECURE, at=office))


def told(response: Any) -> str:
    """The refusal's words; the page is shown again with what was typed."""
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def unit(**given: Any) -> dict[str, Any]:
    return {"slug": "new", "name": "新单位", "kind": UnitKind.DEPARTMENT, "valid_from": "2020-01-01", **given}


def post(staff: Staff, at: Unit, duty: Duty, **given: Any) -> dict[str, Any]:
    return {"staff": staff.pk, "unit": at.pk, "duty": duty, "valid_from": "2020-01-01", **given}


def test_a_new_unit_is_there(system: Client) -> None:
    assert system.post("/admin/directory/unit/add/", unit()).status_code == 302
    assert Unit.objects.get(slug="new").name == "新单位"


def test_the_name_by_which_others_know_a_unit_stands(system: Client, office: Unit) -> None:
    changed = unit(slug="renamed", name="省政府办公室")
    assert system.post(f"/admin/directory/unit/{office.pk}/change/", changed).status_code == 302
    office.refresh_from_db()
    assert (office.slug, office.name) == ("office", "省政府办公室")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "必填"),
        ({"name": "长" * 81}, "80"),
        ({"name": "x" * 1_000_000}, "80"),
        ({"slug": "office"}, "标识"),
        ({"slug": "有空 格"}, "标识"),
        ({"kind": "palace"}, "palace"),
        ({"valid_to": "2019-12-31"}, "失效日期不能早于生效日期"),
        ({"valid_from": "昨天"}, "日期"),
        ({"valid_from": "2020-02-30"}, "日期"),
        ({"region": "999999"}, "选择"),
        ({"name": "坏\x00字"}, "不允许"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_with_words(
    given: dict[str, Any], words: str, system: Client
) -> None:
    assert words in told(system.post("/admin/directory/unit/add/", unit(**given)))
    assert Unit.objects.count() == 1


def test_markup_in_a_name_is_text(system: Client) -> None:
    system.post("/admin/directory/unit/add/", unit(name="<script>alert(1)</script>😀"))
    page = system.get("/admin/directory/unit/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;😀" in page


def test_a_unit_cannot_stand_beneath_itself(system: Client, office: Unit) -> None:
    below = Unit.objects.create(slug="below", name="处", kind=UnitKind.SUB_UNIT, parent=office)
    lowest = Unit.objects.create(slug="lowest", name="科", kind=UnitKind.SUB_UNIT, parent=below)
    for parent in (office, below, lowest):
        response = system.post(f"/admin/directory/unit/{office.pk}/change/", unit(parent=parent.pk))
        assert "上级不能是本单位" in told(response)


def test_a_unit_that_is_needed_is_not_deleted(system: Client, office: Unit) -> None:
    system.post(f"/admin/directory/unit/{office.pk}/delete/", {"post": "yes"})
    assert Unit.objects.filter(pk=office.pk).exists()


@pytest.fixture
def province(db: None) -> Region:
    return Region.objects.create(code="630000", name="青海省", level=RegionLevel.PROVINCE)


def test_a_new_region_is_known_at_once(
    system: Client, province: Region, django_capture_on_commit_callbacks: Any
) -> None:
    assert "630100" not in region_codes()
    given = {"code": "630100", "name": "西宁市", "level": "prefecture", "parent": "630000"}
    with django_capture_on_commit_callbacks(execute=True):
        assert system.post("/admin/directory/region/add/", given).status_code == 302
    assert "630100" in region_codes()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"code": "63010"}, "六位数字"),
        ({"code": "63010a"}, "六位数字"),
        ({"code": "630102"}, "是县级"),
        ({"code": "630100", "level": "province", "parent": ""}, "是市州级"),
        ({"code": "630100", "parent": ""}, "的上级是 630000"),
        ({"code": "640100"}, "的上级是 640000"),
    ],
)
def test_a_region_must_agree_with_its_code(
    given: dict[str, str], words: str, system: Client, province: Region
) -> None:
    typed = {"name": "西宁市", "level": "prefecture", "parent": "630000", **given}
    assert words in told(system.post("/admin/directory/region/add/", typed))


def test_a_new_account_signs_in_with_its_password(security: Client) -> None:
    given = {
        "username": "clerk",
        "full_name": "马晓兰",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **NO_POSTS,
    }
    assert security.post("/admin/directory/staff/add/", given).status_code == 302
    assert Client().login(username="clerk", password=PASSWORD)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"password2": "other"}, "不一致"),
        ({"password1": "12345678", "password2": "12345678"}, "密码"),
        ({"username": "security"}, "已存在"),
        ({"username": "no space"}, "用户名"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_words(
    given: dict[str, str], words: str, security: Client
) -> None:
    typed = {"username": "clerk", "password1": PASSWORD, "password2": PASSWORD, **NO_POSTS, **given}
    assert words in told(security.post("/admin/directory/staff/add/", typed))


def test_a_post_opens_the_administration_and_its_end_closes_it(security: Client, office: Unit) -> None:
    person = hire("clerk", at=office)
    assert security.post("/admin/directory/post/add/", post(person, office, Duty.AUDIT)).status_code == 302
    person.refresh_from_db()
    assert person.is_staff
    held = person.posts.get()
    ended = post(person, office, Duty.AUDIT, valid_to="2020-03-08")
    assert security.post(f"/admin/directory/post/{held.pk}/change/", ended).status_code == 302
    person.refresh_from_db()
    assert not person.is_staff


def test_a_post_given_to_somebody_else_is_taken_from_the_first(security: Client, office: Unit) -> None:
    first, second = hire("first", Duty.AUDIT, at=office), hire("second", at=office)
    held = first.posts.get()
    security.post(f"/admin/directory/post/{held.pk}/change/", post(second, office, Duty.AUDIT))
    assert dict(Staff.objects.filter(pk__in=[first.pk, second.pk]).values_list("username", "is_staff")) == {
        "first": False,
        "second": True,
    }


def test_posts_deleted_in_a_batch_close_the_administration(security: Client, office: Unit) -> None:
    person = hire("auditor", Duty.AUDIT, at=office)
    chosen = {"action": "delete_selected", "_selected_action": person.posts.get().pk, "post": "yes"}
    security.post("/admin/directory/post/", chosen)
    person.refresh_from_db()
    assert not person.posts.exists()
    assert not person.is_staff


def test_one_duty_is_held_once_at_a_time(security: Client, office: Unit) -> None:
    person = hire("clerk", Duty.HANDLE, at=office)
    response = security.post("/admin/directory/post/add/", post(person, office, Duty.HANDLE))
    assert "同一职责已有任职" in told(response)


def test_a_post_cannot_end_before_it_begins(security: Client, office: Unit) -> None:
    person = hire("clerk", at=office)
    backwards = post(person, office, Duty.HANDLE, valid_to="2019-12-31")
    assert "失效日期不能早于生效日期" in told(security.post("/admin/directory/post/add/", backwards))


@pytest.mark.parametrize(
    ("first", "second"), [("administer", "secure"), ("secure", "audit"), ("audit", "administer")]
)
def test_nobody_is_two_administrators(first: str, second: str, security: Client, office: Unit) -> None:
    person = hire("clerk", Duty(first), at=office)
    elsewhere = Unit.objects.create(slug="elsewhere", name="别处", kind=UnitKind.DEPARTMENT)
    response = security.post("/admin/directory/post/add/", post(person, elsewhere, Duty(second)))
    assert "不得由同一人兼任" in told(response)


def test_one_after_the_other_is_allowed(security: Client, office: Unit) -> None:
    person = hire("clerk", Duty.AUDIT, at=office, until=date(2020, 3, 31))
    later = post(person, office, Duty.ADMINISTER, valid_from="2020-04-01")
    assert security.post("/admin/directory/post/add/", later).status_code == 302


@pytest.mark.parametrize(
    ("duties", "words"),
    [(("handle", "handle"), "同一职责已有任职"), (("secure", "audit"), "不得由同一人兼任")],
)
def test_two_new_rows_of_one_page_are_compared_too(
    duties: tuple[str, str], words: str, security: Client, office: Unit
) -> None:
    person = hire("clerk", at=office)
    typed: dict[str, Any] = {
        "username": "clerk",
        "is_active": "on",
        "posts-TOTAL_FORMS": "2",
        "posts-INITIAL_FORMS": "0",
    }
    for number, duty in enumerate(duties):
        row = {"unit": office.pk, "duty": duty, "valid_from": "2020-01-01"}
        typed |= {f"posts-{number}-{name}": value for name, value in row.items()}
    assert words in told(security.post(f"/admin/directory/staff/{person.pk}/change/", typed))
    assert not Post.objects.filter(staff=person).exists()


def shift(staff: Staff, at: Unit, begins: str, ends: str) -> dict[str, Any]:
    return {
        "unit": at.pk, "staff": staff.pk,
        "starts_at_0": "2020-03-09", "starts_at_1": begins, "ends_at_0": "2020-03-09", "ends_at_1": ends,
    }  # fmt: skip


def test_shifts_follow_one_another_and_do_not_overlap(system: Client, office: Unit) -> None:
    clerk = hire("clerk", Duty.DISPATCH, at=office)
    assert (
        system.post("/admin/directory/shift/add/", shift(clerk, office, "08:00", "12:00")).status_code == 302
    )
    assert (
        system.post("/admin/directory/shift/add/", shift(clerk, office, "12:00", "18:00")).status_code == 302
    )
    response = system.post("/admin/directory/shift/add/", shift(clerk, office, "11:00", "12:30"))
    assert "已有值班" in told(response)
    response = system.post("/admin/directory/shift/add/", shift(clerk, office, "20:00", "19:00"))
    assert "结束时间必须晚于开始时间" in told(response)
    assert Shift.objects.count() == 2


def test_a_changed_day_counts_at_once(system: Client, django_capture_on_commit_callbacks: Any) -> None:
    monday = date(2020, 3, 9)
    assert calendar().is_workday(monday)
    with django_capture_on_commit_callbacks(execute=True):
        system.post("/admin/workdays/dayoverride/add/", {"day": "2020-03-09", "name": "大雪停工"})
    assert not calendar().is_workday(monday)
    with django_capture_on_commit_callbacks(execute=True):
        system.post("/admin/workdays/dayoverride/2020-03-09/delete/", {"post": "yes"})
    assert calendar().is_workday(monday)


def test_a_day_is_changed_once(system: Client) -> None:
    DayOverride.objects.create(day="2020-03-09", is_workday=False, name="大雪")
    response = system.post("/admin/workdays/dayoverride/add/", {"day": "2020-03-09", "name": "再次"})
    assert "已存在" in told(response)
