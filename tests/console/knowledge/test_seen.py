"""The editors' desk as they see it, on a phone and on a desk, without barriers."""

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from fenbo.directory.actors import Actor
from fenbo.knowledge.models import Correction
from fenbo.knowledge.operations import corrections, entries
from tests.cast import NOON, Cast
from tests.console.desks import look_at, sit_down
from tests.knowledge.stage import Library, wording

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_desk_has_no_barriers(page: "Page", cast: Cast, library: Library) -> None:
    entry, policy = library.entry(), library.policy(conditions=[("是否参保", True, "")])
    entries.write(
        entry_id=entry.pk,
        wording=wording(answer="准备合同和发票，提交后转主管部门。"),
        actor=cast.editor,
        now=NOON,
    )
    corrections.propose(entry_id=entry.pk, text="部门写错了", actor=Actor.public(), now=NOON)
    sit_down(page, "editor")
    for name, address in {
        "entries": reverse("console:entries"),
        "entry": reverse("console:entry", args=[entry.pk]),
        "entry-form": reverse("console:edit_entry", args=[entry.pk]),
        "compare": reverse("console:compare_versions", args=[entry.pk, 1, 2]),
        "corrections": reverse("console:corrections"),
        "correction": reverse("console:correction", args=[Correction.objects.get().pk]),
        "misses": reverse("console:misses"),
        "policies": reverse("console:policies"),
        "policy": reverse("console:policy", args=[policy.pk]),
        "policy-form": reverse("console:edit_policy", args=[policy.pk]),
        "collections": reverse("console:collections"),
        "collection-form": reverse("console:new_collection"),
    }.items():
        page.goto(address)
        look_at(page, f"desk-knowledge-{name}")
