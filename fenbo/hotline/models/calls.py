"""Calls to the hotline (来电): a counter of their own, since most never become a case."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case
from fenbo.catalogue.models import Category
from fenbo.core.fields import EncryptedText
from fenbo.core.ids import new_id
from fenbo.directory.models import Staff
from fenbo.files.models import Attachment
from fenbo.hotline.models.journalled import Journalled
from fenbo.hotline.models.lines import Line, Queue
from fenbo.hotline.models.seats import Seat


class CallOutcome(models.TextChoices):
    """What a call came to. Only the first seven count as calls to a person (GB/T 33358 speaks of these)."""

    ANSWERED_AT_ONCE = "answered_at_once", _("当场答复")
    WORK_ORDER = "work_order", _("转为诉求")
    ASKED_AFTER = "asked_after", _("催单")
    NO_MATTER = "no_matter", _("无效来电")
    EMERGENCY = "emergency", _("转紧急电话")
    ANSWERED = "answered", _("已接听")
    ABANDONED = "abandoned", _("未接通")
    NOT_QUEUED = "not_queued", _("未进入排队")
    GOING_ON = "going_on", _("进行中")


ASKING = (CallOutcome.ASKED_AFTER, CallOutcome.EMERGENCY, CallOutcome.GOING_ON)
NOT_ASKING = tuple(one for one in CallOutcome if one != CallOutcome.ASKED_AFTER)


class CallState(models.TextChoices):
    GREETED = "greeted", _("听引导语")
    WAITING = "waiting", _("排队")
    RINGING = "ringing", _("振铃")
    TALKING = "talking", _("通话")
    HELD = "held", _("保持")
    RELEASED = "released", _("坐席已挂断")
    ENDED = "ended", _("结束")


# No agent speaks any more: from here on it counts, and its agent says what it came to.
OVER = (CallState.RELEASED, CallState.ENDED)


class Happened(models.TextChoices):
    """What can happen to a call, as any telephone platform can tell it."""

    ARRIVED = "arrived", _("来电")
    BARRED = "barred", _("在黑名单内，未接听")
    CLOSED = "closed", _("不在服务时间")
    KEY = "key", _("按键")
    QUEUED = "queued", _("进入队列")
    RANG = "rang", _("振铃")
    UNANSWERED = "unanswered", _("振铃未接")
    ANSWERED = "answered", _("接听")
    HELD = "held", _("保持")
    RESUMED = "resumed", _("恢复")
    TRANSFERRED = "transferred", _("转接")
    ATTENDED = "attended", _("监听")
    LEFT = "left", _("退出监听")
    CONSULTED = "consulted", _("会商接通")
    UNREACHED = "unreached", _("会商未接通")
    JOINED = "joined", _("三方通话")
    PARTED = "parted", _("会商结束")
    # The agent's telephone was gone without a word, while the caller was still there.
    LOST = "lost", _("坐席掉线")
    CALLBACK = "callback", _("登记回电")
    RELEASED = "released", _("坐席挂断")
    RATED = "rated", _("按键评价")
    PASSED = "passed", _("紧急电话接听")
    RECORDED = "recorded", _("录音完成")
    ENDED = "ended", _("挂断")


class Call(Journalled):
    """One call. `call_id` is the telephone platform's own, so a call reported twice is one row.

    The times follow from the call's events; the whole seconds are what counts are made of.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call_id = models.CharField(_("通话编号"), max_length=64, unique=True)
    began_at = models.DateTimeField(_("来电时间"))
    rang_seconds = models.PositiveIntegerField(_("振铃（秒）"))
    talked_seconds = models.PositiveIntegerField(_("通话（秒）"), default=0)
    outcome = models.CharField(_("结果"), max_length=20, choices=CallOutcome)
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("分类"), null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, verbose_name=_("诉求"), null=True, blank=True, related_name="calls"
    )
    # The caller asked what had become of the case; it was not brought by this call.
    asks_after = models.BooleanField(_("催单"), default=False)
    phone = EncryptedText(verbose_name=_("来电号码"))
    phone_index = models.BinaryField(max_length=16, default=b"", editable=False)
    # Which telephone platform has the call; empty for one that was only told of afterwards.
    switch = models.CharField(_("话务平台"), max_length=12, blank=True)
    line = models.ForeignKey(Line, models.PROTECT, verbose_name=_("线路"), null=True, related_name="calls")
    queue = models.ForeignKey(Queue, models.PROTECT, verbose_name=_("队列"), null=True, related_name="calls")
    state = models.CharField(_("状态"), max_length=8, choices=CallState, default=CallState.ENDED)
    queued_at = models.DateTimeField(_("进入队列时间"), null=True)
    answered_at = models.DateTimeField(_("接听时间"), null=True)
    # The agent's side was over; the caller may still have been asked to rate.
    released_at = models.DateTimeField(_("坐席挂断时间"), null=True)
    ended_at = models.DateTimeField(_("挂断时间"), null=True)
    # 110, 119 or 120, once they have answered.
    passed_to = models.CharField(_("转至紧急电话"), max_length=3, blank=True)
    # What the agent said of it afterwards. A note may name people: it is for who sees the call.
    note = EncryptedText(verbose_name=_("备注"))
    basis = models.CharField(_("依据"), max_length=500, blank=True)
    wrapped_at = models.DateTimeField(_("整理完成时间"), null=True)
    score = models.PositiveSmallIntegerField(_("满意度"), null=True)
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name=_("席位"), null=True, related_name="calls")
    staff = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("接听人"), null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("来电")
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=CallOutcome.ABANDONED)
                | Q(talked_seconds=0, case=None, answered_at=None),
                name="abandoned_call_was_not_talked",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CallOutcome.WORK_ORDER) | Q(case__isnull=False),
                name="call_of_a_case_names_it",
            ),
            models.CheckConstraint(
                condition=Q(asks_after=False, outcome__in=NOT_ASKING)
                | Q(asks_after=True, case__isnull=False, outcome__in=ASKING),
                name="call_that_asks_after_a_case_names_it",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OVER) | Q(outcome=CallOutcome.GOING_ON, ended_at=None),
                name="call_goes_on_until_it_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OVER) | ~Q(outcome=CallOutcome.GOING_ON),
                name="ended_call_came_to_something",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__range=(1, 5)), name="call_score_from_1_to_5"
            ),
        ]
        indexes = [
            models.Index(F("began_at").desc(), F("id").desc(), name="call_newest"),
            models.Index(fields=["phone_index"], name="call_by_phone", condition=~Q(phone_index=b"")),
            models.Index(
                fields=["began_at", "id"], name="call_going_on", condition=~Q(state=CallState.ENDED)
            ),
            models.Index(
                fields=["staff", "-began_at", "-id"], name="call_by_staff", condition=~Q(staff=None)
            ),
        ]

    def __str__(self) -> str:
        return self.call_id

    @property
    def waiting_since(self) -> datetime:
        """When it joined the queue; where that was not heard of, when it began."""
        return self.queued_at or self.began_at


class CallEvent(models.Model):
    """One thing that happened to a call. Told twice, it is one row."""

    call = models.ForeignKey(Call, models.CASCADE, verbose_name=_("来电"), related_name="events")
    happened = models.CharField(_("事件"), max_length=12, choices=Happened)
    at = models.DateTimeField(_("时间"))
    seat = models.CharField(_("席位"), max_length=10, blank=True)
    # A key, a place in the queue, where to a call was passed on: never a caller's number.
    detail = models.CharField(_("内容"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("来电事件")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "happened", "at", "seat", "detail"], name="call_event_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.happened}"


class Recording(models.Model):
    """What was spoken. Who may hear it follows the call, and every listening is in the journal."""

    call = models.OneToOneField(Call, models.PROTECT, verbose_name=_("来电"), related_name="recording")
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")
    seconds = models.PositiveIntegerField(_("时长（秒）"))
    made_at = models.DateTimeField(_("录音时间"))
    # Kept for this long and then removed; what became evidence is attached to its case.
    keep_until = models.DateField(_("保存至"))
    # Somebody who leads wants it kept beyond that; empty for all others.
    held_for = models.CharField(_("留存理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("录音")
        indexes = [
            models.Index(fields=["keep_until"], name="recording_to_remove"),
            models.Index(fields=["-made_at", "-id"], name="recording_newest"),
        ]

    def __str__(self) -> str:
        return str(self.call_id)
