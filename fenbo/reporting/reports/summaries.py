"""How many of the selected cases fall to each place, subject, channel, kind and unit."""

from collections.abc import Sequence

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Left
from django.utils.translation import gettext as _

from fenbo.cases.models import Case, Channel
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.models import Category
from fenbo.directory.models import Region, Unit
from fenbo.reporting.trends import Share, suppressed

Table = tuple[str, Sequence[tuple[str, int]]]


def tables(cases: QuerySet[Case], *, public: bool) -> list[Table]:
    """For the public, cells under five are put together, so that no cell tells of a single case."""
    units = {str(unit.pk): str(unit) for unit in Unit.objects.all()}
    regions = dict(Region.objects.values_list("pk", "name"))
    subjects = dict(Category.objects.filter(parent=None).values_list("pk", "name"))
    divided = (
        (_("地区"), Coalesce(F("region_id"), Value("")), regions),
        (_("分类"), Left(Coalesce(F("category_id"), Value("")), 2), subjects),
        (_("渠道"), F("channel"), {value: str(label) for value, label in Channel.choices}),
        (_("类型"), F("kind"), {one.value: str(one.label) for one in Kind}),
        (_("主办单位"), Coalesce(Cast("lead_unit_id", CharField()), Value("")), units),
    )
    return [(title, _table(cases, key, names, public=public)) for title, key, names in divided]


def _table(
    cases: QuerySet[Case], key: object, names: dict[str, str], *, public: bool
) -> list[tuple[str, int]]:
    counted = cases.order_by().annotate(code=key).values_list("code").annotate(number=Count("pk"))
    shares = [
        Share(code, names.get(code, "") or _("未填"), number)
        for code, number in counted.order_by("-number", "code")
    ]
    if public:
        shares = suppressed(shares, _("其他（少于五件的合并）"))
    return [(share.name, share.number) for share in shares]
