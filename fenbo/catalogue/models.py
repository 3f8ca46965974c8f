"""What requests are about, who answers for it (派单目录) and within what time."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.directory.models import DAYS, ENDS_BEFORE_IT_BEGINS, Region, Unit
from fenbo.workdays.calendar import Limit, LimitUnit

FOUNDING = date(2020, 1, 1)


class Category(models.Model):
    """A subject, on two levels: `04` and beneath it `0402`."""

    code = models.CharField(_("编码"), primary_key=True, max_length=4)
    name = models.CharField(_("名称"), max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级分类"), null=True, blank=True, related_name="children"
    )
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("诉求分类")
        verbose_name_plural = _("诉求分类")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}$", parent=None)
                | Q(code__regex=r"^[0-9]{4}$", parent__isnull=False),
                name="category_code_tells_its_level",
                violation_error_message=_("一级分类是两位数字，二级分类是四位数字并有上级。"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class DispatchRule(models.Model):
    """Who leads and who helps on one subject, in one region or wherever no closer rule holds."""

    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("分类"), related_name="rules")
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        verbose_name=_("地区"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("留空适用于所有没有专门规则的地区"),
    )
    lead = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("主办单位"), related_name="led_rules")
    co_units = models.ManyToManyField(
        Unit, verbose_name=_("协办单位"), blank=True, related_name="assisted_rules"
    )
    valid_from = models.DateField(_("生效日期"), default=FOUNDING)
    valid_to = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("当日仍有效；留空为长期"))

    class Meta:
        verbose_name = _("派单规则")
        verbose_name_plural = _("派单规则")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="rule_ends_after_it_begins",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            ExclusionConstraint(
                name="one_rule_per_category_region_and_day",
                expressions=[
                    ("category", RangeOperators.EQUAL),
                    (Coalesce("region", Value("")), RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("这一分类在这一地区已有规则，日期重叠。请先给原规则填写失效日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} → {self.lead}"


class TimeLimit(models.Model):
    """How long one hop may take, for all cases or for one kind or urgency."""

    hop = models.CharField(_("环节"), max_length=20, choices=Hop)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind, null=True, blank=True)
    urgency = models.CharField(_("紧急程度"), max_length=12, choices=Urgency, null=True, blank=True)
    amount = models.PositiveSmallIntegerField(_("数量"))
    unit = models.CharField(_("单位"), max_length=14, choices=LimitUnit)
    valid_from = models.DateField(_("生效日期"), default=FOUNDING)
    valid_to = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("当日仍有效；留空为长期"))

    class Meta:
        verbose_name = _("办理时限")
        verbose_name_plural = _("办理时限")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="limit_is_positive",
                violation_error_message=_("数量必须大于零。"),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="limit_ends_after_it_begins",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            ExclusionConstraint(
                name="one_limit_per_hop_kind_urgency_and_day",
                expressions=[
                    ("hop", RangeOperators.EQUAL),
                    (Coalesce("kind", Value("")), RangeOperators.EQUAL),
                    (Coalesce("urgency", Value("")), RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("这一环节已有同样条件的时限，日期重叠。请先给原时限填写失效日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_hop_display()} {self.limit}"

    @property
    def limit(self) -> Limit:
        return Limit(self.amount, LimitUnit(self.unit))
