"""The cast at the centre's desk, with somebody who publishes, a hotline elsewhere, a region and two subjects."""

import pytest

from fenbo.catalogue.models import Category, DispatchRule
from fenbo.core import lapsing
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Region, RegionLevel, Staff, Unit, UnitKind
from tests.cast import PASSWORD, Cast, enter

__all__ = ["cast", "furnish"]


MORE = {
    "publisher": (Duty.PUBLISH, Duty.REVIEW),
    "other": (Duty.DISPATCH,),
    "auditor": (Duty.AUDIT,),
}


def furnish(cast: Cast) -> Cast:
    for username, duties in (
        ("publisher", (Duty.PUBLISH, Duty.REVIEW)),
        ("other", (Duty.DISPATCH,)),
        ("auditor", (Duty.AUDIT,)),
    ):
        person = Staff(username=username, full_name=f"{username}同志")
        person.set_password(PASSWORD)
        person.save()
        cast.staff[username] = person
        for duty in duties:
            Post.objects.create(staff=person, unit=cast.unit["centre"], duty=duty)
    support = Unit.objects.create(slug="support", name="推进保障组", kind=UnitKind.SUPPORT_GROUP)
    onsite = Staff.objects.create(username="onsite", full_name="onsite同志")
    Post.objects.create(staff=onsite, unit=support, duty=Duty.TAKE_IN)
    cast.staff["onsite"] = onsite
    cast.unit["nanjing"] = Unit.objects.create(slug="nanjing", name="南京12345", kind=UnitKind.OTHER_HOTLINE)
    Region.objects.create(code="630000", name="青海省", level=RegionLevel.PROVINCE)
    Region.objects.create(code="630100", name="西宁市", level=RegionLevel.PREFECTURE, parent_id="630000")
    Region.objects.create(code="632800", name="海西州", level=RegionLevel.PREFECTURE, parent_id="630000")
    for code, name, parent in (
        ("04", "资金", None),
        ("0401", "工程款拖欠", "04"),
        ("0402", "减税降费", "04"),
    ):
        Category.objects.create(code=code, name=name, parent_id=parent)
    rule = DispatchRule.objects.create(category_id="0401", lead=cast.unit["justice"])
    rule.co_units.set([cast.unit["finance"]])
    lapsing.forget_all()
    return cast


@pytest.fixture
def cast(db: None) -> Cast:
    lapsing.forget_all()
    return furnish(enter())
