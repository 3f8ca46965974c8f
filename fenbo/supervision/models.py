"""Chasing what is late (督办): warnings, reminders, supervision orders, faults and cards."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case, Clock
from fenbo.core.ids import new_id
from fenbo.directory.models import Unit


class Level(models.TextChoices):
    AMBER = "amber", _("即将到期")
    RED = "red", _("已经超时")


class ClockWarning(models.Model):
    """A clock came close to its end, or passed it: told once for each (预警)."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="warnings")
    level = models.CharField(_("级别"), max_length=8, choices=Level)
    at = models.DateTimeField(_("预警时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("预警")
        constraints = [models.UniqueConstraint(fields=["clock", "level"], name="warned_once_per_level")]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.level}"


class Reminder(models.Model):
    """Somebody asked a unit to hurry (催办)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("诉求"), related_name="reminders")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("被催单位"), related_name="+")
    text = models.CharField(_("催办内容"), max_length=500)
    by_requester = models.BooleanField(_("诉求人催办"), default=False)
    # The call, or the form, by which an agent heard of it: the same one is written down once.
    source = models.CharField(_("来源"), max_length=64, blank=True)
    sent_by = models.CharField(_("催办人"), max_length=100)
    sent_at = models.DateTimeField(_("催办时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("催办")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit", "source"], condition=~Q(source=""), name="reminder_once_from_a_source"
            )
        ]
        indexes = [
            models.Index(fields=["case", "-sent_at"], name="reminder_by_case"),
            models.Index(
                fields=["case", "sent_at"], name="reminder_by_requester", condition=Q(by_requester=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SupervisionState(models.TextChoices):
    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("待销号")
    CLOSED = "closed", _("已销号")


class Weight(models.TextChoices):
    """How high a supervision order hangs (督办级别), and who at least must issue it (operations/orders.py)."""

    ORDINARY = "ordinary", _("一般督办")
    KEY = "key", _("重点督办")
    LEADER = "leader", _("领导督办")


class SupervisionOrder(models.Model):
    """A unit must account for a case by a date of its own (督办); the supervisor strikes it off."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("诉求"), related_name="supervision_orders")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("被督办单位"), related_name="+")
    state = models.CharField(_("状态"), max_length=8, choices=SupervisionState, default=SupervisionState.OPEN)
    weight = models.CharField(_("督办级别"), max_length=8, choices=Weight, default=Weight.ORDINARY)
    text = models.CharField(_("督办要求"), max_length=500)
    issued_by = models.CharField(_("督办人"), max_length=100)
    issued_at = models.DateTimeField(_("督办时间"))
    due_at = models.DateTimeField(_("答复期限"))
    answer = models.CharField(_("单位答复"), max_length=1000, blank=True)
    answered_by = models.CharField(_("答复人"), max_length=100, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    remark = models.CharField(_("督办意见"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("销号时间"), null=True)
    overdue_told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("督办单")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"],
                condition=~Q(state=SupervisionState.CLOSED),
                name="one_open_supervision_per_case_and_unit",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("issued_at")), name="supervision_has_time"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="supervision_open",
                condition=~Q(state=SupervisionState.CLOSED),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FaultKind(models.TextChoices):
    LATE_ANSWER = "late_answer", _("答复超时")
    REPEATED_DISSATISFACTION = "repeated_dissatisfaction", _("二次办理后仍不满意")
    LATE_SUPERVISION = "late_supervision", _("督办逾期未答复")
    FALSE_CLOSURE = "false_closure", _("虚假办结")


class Colour(models.TextChoices):
    YELLOW = "yellow", _("黄牌")
    RED = "red", _("红牌")


class Card(models.Model):
    """A unit is shown a yellow or red card for its faults; it can be taken back, with the reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="+")
    colour = models.CharField(_("牌"), max_length=8, choices=Colour)
    reason = models.CharField(_("事由"), max_length=500)
    given_by = models.CharField(_("出牌人"), max_length=100)
    given_at = models.DateTimeField(_("出牌时间"))
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True)
    withdrawn_for = models.CharField(_("撤销理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("黄红牌")
        indexes = [models.Index(fields=["-given_at", "-id"], name="card_newest")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.colour}"


class Fault(models.Model):
    """What counts towards a card, written when it happened. `source` keeps the same one from counting twice."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("诉求"), related_name="+")
    kind = models.CharField(_("事由"), max_length=32, choices=FaultKind)
    source = models.CharField(max_length=80)
    at = models.DateTimeField(_("发生时间"))
    card = models.ForeignKey(Card, models.PROTECT, null=True, related_name="faults")
    excused_for = models.CharField(_("不计理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("过失")
        constraints = [models.UniqueConstraint(fields=["kind", "source"], name="fault_counts_once")]
        indexes = [
            models.Index(fields=["unit", "kind"], name="fault_open", condition=Q(card=None, excused_for=""))
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind}"


class Finding(models.TextChoices):
    WAITING = "waiting", _("待复核")
    TRUE = "true", _("属实")
    FALSE = "false", _("虚假办结")
    UNCLEAR = "unclear", _("无法核实")


class Recheck(models.Model):
    """A settled case drawn at random (办结复核): somebody who had no part in it looks whether it was truly done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("诉求"), related_name="rechecks")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("办结单位"), related_name="+")
    round = models.PositiveSmallIntegerField(_("轮次"))
    drawn_at = models.DateTimeField(_("抽取时间"))
    finding = models.CharField(_("复核结论"), max_length=8, choices=Finding, default=Finding.WAITING)
    text = models.CharField(_("核实情况"), max_length=1000, blank=True)
    checked_by = models.CharField(_("复核人"), max_length=100, blank=True)
    checked_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("办结复核")
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="recheck_once_a_round")]
        indexes = [
            models.Index(
                fields=["drawn_at", "id"], name="recheck_waiting", condition=Q(finding=Finding.WAITING)
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.finding}"
