"""What the leaders look at."""

from datetime import date

from fenbo.cases.models import Channel
from fenbo.catalogue.models import Category
from fenbo.core import lapsing
from fenbo.directory.models import Region
from fenbo.reporting import trends
from fenbo.reporting.trends import Share
from tests.cast import NOON, Cast, hours

DAY = date(2020, 3, 9)


def places() -> None:
    province = Region.objects.create(code="630000", name="青海省", level="province")
    city = Region.objects.create(code="630100", name="西宁市", level="prefecture", parent=province)
    Region.objects.create(code="630104", name="城西区", level="county", parent=city)
    trade = Category.objects.create(code="04", name="商贸物流")
    Category.objects.create(code="0402", name="货运通行", parent=trade)
    lapsing.forget_all()


def test_cases_fall_to_their_first_level_subject_and_prefecture(cast: Cast) -> None:
    places()
    cast.received(category="0402", region="630104")
    cast.received(category="0402", region="630100")
    cast.received()

    assert trends.by_subject(DAY, DAY) == [Share("04", "商贸物流", 2), Share("", "", 1)]
    assert trends.by_prefecture(DAY, DAY) == [Share("630100", "西宁市", 2), Share("", "", 1)]


def test_cases_fall_to_channel_and_kind_of_their_days_only(cast: Cast) -> None:
    cast.received(channel=Channel.HOTLINE)
    cast.received(channel=Channel.HOTLINE)
    cast.received(channel=Channel.WEBSITE)
    cast.received(channel=Channel.WECHAT, at=NOON + hours(24))

    assert [(share.code, share.number) for share in trends.by_channel(DAY, DAY)] == [
        ("hotline", 2),
        ("website", 1),
    ]
    assert [(share.code, share.number) for share in trends.by_kind(DAY, DAY)] == [("help", 3)]


def test_small_cells_are_put_together_for_the_public() -> None:
    shares = [Share("01", "甲", 9), Share("02", "乙", 4), Share("03", "丙", 3)]

    assert trends.suppressed(shares, "其他") == [Share("01", "甲", 9), Share("", "其他", 7)]
    # One small cell alone could be computed from the whole: the smallest of the others hides it.
    assert trends.suppressed(shares[:2], "其他") == [Share("", "其他", shares[0].number + shares[1].number)]
    larger = [Share("08", "乙", 20), *shares[:2]]
    assert trends.suppressed(larger, "其他")[0] == Share("08", "乙", 20)
    assert trends.suppressed(shares[1:2], "其他") == []
    assert trends.suppressed([], "其他") == []
