"""Looking into how calls were answered (质检): a score card, a random sample of calls, marks, an appeal."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fenbo.core.ids import new_id
from fenbo.directory.models import Staff
from fenbo.hotline.models.calls import Call
from fenbo.hotline.models.journalled import Journalled


class Criterion(models.Model):
    """One line of the score card. `points` is the most that it can bring, and so its weight."""

    name = models.CharField(_("评分项"), max_length=40, unique=True)
    guidance = models.CharField(_("怎么评"), max_length=200, blank=True)
    points = models.PositiveSmallIntegerField(
        _("满分"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    place = models.PositiveSmallIntegerField(_("顺序"), default=0)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("质检评分项")
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__range=(1, 100)),
                name="criterion_has_points",
                violation_error_message=_("满分在 1 到 100 之间。"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class SampleState(models.TextChoices):
    DRAWN = "sample_drawn", _("待评分")
    SCORED = "sample_scored", _("已评分")
    APPEALED = "sample_appealed", _("申诉中")
    UPHELD = "sample_upheld", _("维持原分")
    CHANGED = "sample_changed", _("已改分")


class Sample(Journalled):
    """One call that was drawn to be scored. It is scored by one person, and an appeal is decided by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.OneToOneField(Call, models.PROTECT, verbose_name=_("来电"), related_name="sample")
    staff = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("坐席员"), related_name="samples")
    first_day = models.DateField(_("抽检期开始"))
    last_day = models.DateField(_("抽检期结束"))
    drawn_at = models.DateTimeField(_("抽取时间"))
    state = models.CharField(_("状态"), max_length=16, choices=SampleState, default=SampleState.DRAWN)
    points = models.PositiveSmallIntegerField(_("得分"), null=True)
    out_of = models.PositiveSmallIntegerField(_("满分"), null=True)
    remark = models.CharField(_("评语"), max_length=500, blank=True)
    scored_by = models.ForeignKey(
        Staff, models.PROTECT, verbose_name=_("评分人"), null=True, related_name="+"
    )
    scored_at = models.DateTimeField(_("评分时间"), null=True)
    appeal = models.CharField(_("申诉理由"), max_length=500, blank=True)
    appealed_at = models.DateTimeField(_("申诉时间"), null=True)
    decision = models.CharField(_("复核意见"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Staff, models.PROTECT, verbose_name=_("复核人"), null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("质检抽样")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SampleState.DRAWN, points=None, scored_by=None)
                | (~Q(state="sample_drawn") & Q(points__isnull=False, scored_by__isnull=False)),
                name="scored_sample_has_points",
            ),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__lte=F("out_of")), name="points_within_the_card"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | (~Q(decided_by=F("scored_by")) & ~Q(decided_by=F("staff"))),
                name="appeal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(scored_by=None) | ~Q(scored_by=F("staff")), name="nobody_scores_themselves"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-drawn_at", "-id"], name="sample_by_state"),
            models.Index(fields=["staff", "-drawn_at", "-id"], name="sample_by_staff"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Mark(models.Model):
    """What one criterion brought. Its name and points are kept as they were: score cards change."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="marks")
    name = models.CharField(_("评分项"), max_length=40)
    points = models.PositiveSmallIntegerField(_("得分"))
    out_of = models.PositiveSmallIntegerField(_("满分"))
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("质检得分")
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "name"], name="mark_once_a_criterion"),
            models.CheckConstraint(condition=Q(points__lte=F("out_of")), name="mark_within_its_points"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.points}"
