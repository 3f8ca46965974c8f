"""Covering a photograph with the mouse, and the pages around it, as people see them and without barriers."""

from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from fenbo.files import operations as files
from fenbo.publication import operations
from fenbo.publication.models import PublicPicture
from tests.cast import NOON, Cast
from tests.console.desks import look_at, sit_down
from tests.publication.test_pictures import photo

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_faces_are_covered_by_drawing_over_them(page: "Page", cast: Cast) -> None:
    case = cast.closed(may_publish=True, content="我叫王小明，监狱项目工程款一直没有支付，请帮助协调。")
    operations.propose(case_id=case.pk, actor=cast.dispatcher, now=NOON)
    operations.propose(case_id=case.pk, title="工程款没有支付", actor=cast.dispatcher, now=NOON)
    files.attach(owner=case.pk, upload=ContentFile(photo(size=400), "a.png"), actor_name="诉求人", now=NOON)
    sit_down(page, "publisher")
    page.goto(reverse("console:publication", args=[case.pk]))
    look_at(page, "desk-publication")
    page.get_by_role("link", name="处理这张照片").click()
    look_at(page, "desk-publication-photo")
    box = page.locator(".cover img").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    assert page.locator(".cover__area").count() == 1
    page.get_by_label("遮盖人脸、车牌等之后公示").check()
    page.get_by_label("照片说明").fill("积水的路口")
    look_at(page, "desk-publication-photo-drawn")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存，请另一位同事复核。").wait_for()

    (area,) = PublicPicture.objects.get().areas
    assert [round(value) for value in area] == [25, 25, 25, 25]
    look_at(page, "desk-publication-covered")
    page.goto(reverse("console:publication_preview", args=[case.pk]))
    look_at(page, "publication-preview")


def test_a_caller_is_answered_while_the_agent_types(page: "Page", cast: Cast) -> None:
    case = cast.closed(may_publish=True)
    operations.propose(case_id=case.pk, actor=cast.dispatcher, now=NOON)
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)
    sit_down(page, "agent")
    page.goto(reverse("console:intake"))
    page.get_by_label("内容").press_sequentially("监狱项目工程款")
    page.locator("#suggestions a").first.wait_for()
    look_at(page, "desk-intake-suggestions")
    page.goto("/search/?q=工程款&kind=case")
    look_at(page, "search-cases")
