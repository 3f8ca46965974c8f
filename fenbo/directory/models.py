"""Who is who: regions, units, their staff, the duties they hold and the hours they watch."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from fenbo.core.fields import EncryptedText
from fenbo.directory.duties import ADMINISTRATION, Duty

# Both ends of a validity are days that still count, as officials write them; an empty end is open.
DAYS = Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField())
# A shift ends at the very instant at which the next one begins.
HOURS = Func(
    F("starts_at"),
    F("ends_at"),
    RangeBoundary(inclusive_lower=True, inclusive_upper=False),
    function="tstzrange",
    output_field=DateTimeRangeField(),
)


ENDS_BEFORE_IT_BEGINS = _("失效日期不能早于生效日期。")


class RegionLevel(models.TextChoices):
    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("市州级")
    COUNTY = "county", _("县级")


class Region(models.Model):
    """An administrative division, keyed by its six digits (GB/T 2260)."""

    code = models.CharField(_("区划代码"), primary_key=True, max_length=6)
    name = models.CharField(_("名称"), max_length=40)
    former_names = models.CharField(_("曾用名"), max_length=80, blank=True, help_text=_("多个以顿号分开"))
    level = models.CharField(_("级别"), max_length=10, choices=RegionLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级"), null=True, blank=True, related_name="children"
    )

    class Meta:
        verbose_name = _("行政区划")
        verbose_name_plural = _("行政区划")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{6}$"),
                name="region_code_is_six_digits",
                violation_error_message=_("区划代码是六位数字。"),
            ),
            models.CheckConstraint(
                condition=Q(level=RegionLevel.PROVINCE, parent=None)
                | (~Q(level=RegionLevel.PROVINCE) & Q(parent__isnull=False)),
                name="region_only_provinces_are_on_top",
                violation_error_message=_("省级没有上级，其他级别必须有上级。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitKind(models.TextChoices):
    CENTRE = "centre", _("分拨中心")
    SPECIAL_GROUP = "special_group", _("专项组")
    SUPPORT_GROUP = "support_group", _("推进保障组")
    DEPARTMENT = "department", _("部门")
    CENTRAL_BODY = "central_body", _("中央驻青单位")
    UTILITY = "utility", _("公用企业")
    PREFECTURE = "prefecture", _("市州")
    COUNTY = "county", _("县区")
    PARK = "park", _("园区")
    SUB_UNIT = "sub_unit", _("内设机构")
    OTHER_HOTLINE = "other_hotline", _("外省热线")


class Unit(models.Model):
    """Any body that can hold a work order. Its parent is the body that may delegate to it."""

    slug = models.SlugField(_("标识"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级单位"), null=True, blank=True, related_name="children"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("所在地区"), null=True, blank=True, related_name="units"
    )
    phone = models.CharField(_("办公电话"), max_length=40, blank=True)
    opening = models.CharField(_("办公时间"), max_length=80, blank=True)
    valid_from = models.DateField(_("生效日期"), default=date(2020, 1, 1))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("当日仍有效；留空为长期"))

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="unit_ends_after_it_begins",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="unit_is_not_its_own_parent",
                violation_error_message=_("单位不能是自己的上级。"),
            ),
        ]
        indexes = [models.Index(fields=["kind"], name="unit_by_kind")]

    def __str__(self) -> str:
        return self.short_name or self.name


class Staff(AbstractUser):
    """A person who works here. What the person may do is in the posts, not in groups."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("姓名"), max_length=40, blank=True)
    title = models.CharField(_("岗位名称"), max_length=40, blank=True)
    phone = EncryptedText(verbose_name=_("手机号"))

    class Meta:
        verbose_name = _("工作人员")
        verbose_name_plural = _("工作人员")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Post(models.Model):
    """A duty held by a person at a unit, between two days. A person may hold many, at many units."""

    staff = models.ForeignKey(Staff, models.CASCADE, verbose_name=_("工作人员"), related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="posts")
    duty = models.CharField(_("职责"), max_length=12, choices=Duty)
    valid_from = models.DateField(_("生效日期"), default=date(2020, 1, 1))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("当日仍有效；留空为长期"))

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="post_ends_after_it_begins",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            ExclusionConstraint(
                name="post_is_held_once_at_a_time",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("duty", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("此人在这一单位的同一职责已有任职，日期重叠。"),
            ),
            ExclusionConstraint(
                name="one_person_one_administrator",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    ("duty", RangeOperators.NOT_EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(duty__in=ADMINISTRATION),
                violation_error_message=_("系统管理、安全管理、审计三种职责不得由同一人兼任。"),
            ),
        ]
        indexes = [models.Index(fields=["unit", "duty"], name="post_by_unit_and_duty")]

    def __str__(self) -> str:
        return f"{self.staff} {self.unit} {self.get_duty_display()}"


class Shift(models.Model):
    """Hours during which a person watches for a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="shifts")
    staff = models.ForeignKey(Staff, models.CASCADE, verbose_name=_("工作人员"), related_name="shifts")
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))

    class Meta:
        verbose_name = _("值班")
        verbose_name_plural = _("值班")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="shift_ends_after_it_begins",
                violation_error_message=_("结束时间必须晚于开始时间。"),
            ),
            ExclusionConstraint(
                name="shift_does_not_overlap",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (HOURS, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("此人在这段时间已有值班。"),
            ),
        ]
        indexes = [models.Index(fields=["unit", "starts_at"], name="shift_by_unit_and_start")]

    def __str__(self) -> str:
        return f"{self.unit} {self.staff} {self.starts_at:%m-%d %H:%M}"
