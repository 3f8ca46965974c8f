"""Calling back after the answer (回访): who is to be asked, what was tried, what they said."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case
from fenbo.core.ids import new_id
from fenbo.directory.models import Unit


class Outcome(models.TextChoices):
    """How one call ended."""

    REACHED = "reached", _("已接通")
    NO_ANSWER = "no_answer", _("无人接听")
    BUSY = "busy", _("占线或挂断")
    OFF = "off", _("关机或停机")
    WRONG_NUMBER = "wrong_number", _("号码有误")
    REFUSED = "refused", _("不愿接受回访")


class FollowUpState(models.TextChoices):
    DUE = "due", _("待回访")
    REACHED = "reached", _("已回访")
    UNREACHED = "unreached", _("三次未接通")
    NOT_NEEDED = "not_needed", _("无需回访")
    OVERTAKEN = "overtaken", _("已重新办理")


class FollowUp(models.Model):
    """One closing of one case, to be asked about. `unit` is the one whose answer is judged."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("诉求"), related_name="follow_ups")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("答复单位"), related_name="+")
    round = models.PositiveSmallIntegerField(_("轮次"))
    state = models.CharField(_("状态"), max_length=12, choices=FollowUpState, default=FollowUpState.DUE)
    due_at = models.DateTimeField(_("应回访时间"))
    # The next attempt is not allowed before this instant.
    next_at = models.DateTimeField(_("可以再拨的时间"))
    created_at = models.DateTimeField(_("产生时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    solved = models.BooleanField(_("是否解决"), null=True)
    satisfied = models.BooleanField(_("是否满意"), null=True)
    remark = models.CharField(_("诉求人意见"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("回访")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=FollowUpState.DUE), name="one_due_follow_up_per_case"
            ),
            models.CheckConstraint(
                condition=~Q(state=FollowUpState.REACHED) | Q(solved__isnull=False, satisfied__isnull=False),
                name="reached_follow_up_has_answers",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="follow_up_due", condition=Q(state=FollowUpState.DUE)),
            models.Index(fields=["-ended_at", "-id"], name="follow_up_ended", condition=~Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Attempt(models.Model):
    """One call, whether or not anybody answered."""

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("第几次"))
    at = models.DateTimeField(_("拨打时间"))
    outcome = models.CharField(_("结果"), max_length=16, choices=Outcome)
    called_by = models.CharField(_("回访员"), max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = _("拨打记录")
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "number"], name="attempt_numbered_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 3)), name="three_attempts_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_id} {self.number} {self.outcome}"
