"""Where calls are answered, and who sits there in what state."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.core.ids import new_id
from fenbo.directory.models import Staff
from fenbo.hotline.models.lines import Queue


class Device(models.TextChoices):
    """With what calls are answered at a seat."""

    DESK = "desk", _("话机")
    BROWSER = "browser", _("浏览器")


class Seat(models.Model):
    """A telephone at a desk (席位), or a browser. It rings for its queues while somebody sits there and is ready."""

    number = models.CharField(_("席位号"), primary_key=True, max_length=10)
    queues = models.ManyToManyField(Queue, verbose_name=_("队列"), related_name="seats")
    device = models.CharField(_("接听方式"), max_length=8, choices=Device, default=Device.DESK)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("席位")
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{3,10}$"),
                name="seat_is_a_number",
                violation_error_message=_("席位号是 3 到 10 位数字。"),
            )
        ]

    def __str__(self) -> str:
        return self.number


class Presence(models.TextChoices):
    READY = "ready", _("就绪")
    BREAK = "break", _("小休")
    WRAP_UP = "wrap_up", _("整理")


class Break(models.TextChoices):
    """Why somebody is not ready."""

    REST = "rest", _("休息")
    MEAL = "meal", _("用餐")
    MEETING = "meeting", _("会议")
    TRAINING = "training", _("培训")
    OUTBOUND = "outbound", _("外呼")
    MISSED = "missed", _("振铃未接")
    # Whoever leads sits at a seat to hear calls, and is rung by no queue.
    LEADING = "leading", _("带班")


class Session(models.Model):
    """One person at one seat, from log-in to log-out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("坐席员"), related_name="sessions")
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name=_("席位"), related_name="sessions")
    presence = models.CharField(_("状态"), max_length=8, choices=Presence, default=Presence.BREAK)
    reason = models.CharField(_("事由"), max_length=8, choices=Break, blank=True)
    since = models.DateTimeField(_("状态开始"))
    began_at = models.DateTimeField(_("签入"))
    ended_at = models.DateTimeField(_("签出"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("值守")
        constraints = [
            models.UniqueConstraint(fields=["staff"], condition=Q(ended_at=None), name="staff_at_one_seat"),
            models.UniqueConstraint(fields=["seat"], condition=Q(ended_at=None), name="one_person_at_a_seat"),
            models.CheckConstraint(
                condition=(Q(presence=Presence.BREAK) & ~Q(reason=""))
                | (~Q(presence="break") & Q(reason="")),
                name="break_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["began_at"], name="session_by_beginning")]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.get_presence_display()}"


class Spell(models.Model):
    """A stretch of a session in one state, written when it is over."""

    session = models.ForeignKey(Session, models.PROTECT, verbose_name=_("值守"), related_name="spells")
    presence = models.CharField(_("状态"), max_length=8, choices=Presence)
    reason = models.CharField(_("事由"), max_length=8, choices=Break, blank=True)
    began_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"))

    class Meta:
        verbose_name = verbose_name_plural = _("值守状态")
        constraints = [models.UniqueConstraint(fields=["session", "began_at"], name="spell_begins_once")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.presence}"
