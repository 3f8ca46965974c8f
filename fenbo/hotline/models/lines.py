"""What a caller meets before a person answers: the number dialled, what is said, and the queue."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Said(models.TextChoices):
    """What the hotline says by itself, and when."""

    WELCOME = "welcome", _("引导语")
    WAIT = "wait", _("请稍候")
    AHEAD = "ahead", _("前面有几位")
    MANY_AHEAD = "many_ahead", _("前面人数较多")
    OFFER = "offer", _("可以登记回电")
    NOTED = "noted", _("已登记回电")
    CLOSED = "closed", _("不在服务时间")
    HOLIDAY = "holiday", _("节假日不值守")
    BARRED = "barred", _("暂不接听")
    LOST = "lost", _("坐席掉线之后")
    RATING = "rating", _("请评价")
    THANKS = "thanks", _("评价之后")


class Speech(models.TextChoices):
    CHINESE = "zh", _("普通话")
    TIBETAN = "bo", _("藏语")


class Prompt(models.Model):
    """A text that is read aloud, or the recording of somebody who read it; `{n}` in `ahead` is a number."""

    said = models.CharField(_("何时播放"), max_length=12, choices=Said)
    speech = models.CharField(_("语言"), max_length=2, choices=Speech, default=Speech.CHINESE)
    text = models.CharField(
        _("文字"), max_length=500, blank=True, help_text=_("没有录音时，由机器朗读这段文字。")
    )
    # An attachment whose owner is nobody's case: the recording that replaces the machine's voice.
    recording = models.UUIDField(_("录音"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("语音")
        constraints = [models.UniqueConstraint(fields=["said", "speech"], name="prompt_once_in_a_language")]

    def __str__(self) -> str:
        return f"{self.get_said_display()}（{self.get_speech_display()}）"


class Strategy(models.TextChoices):
    """Whose seat rings next; the names are the telephone engine's own."""

    LONGEST_FREE = "leastrecent", _("空闲最久的先响")
    FEWEST_CALLS = "fewestcalls", _("接得最少的先响")
    IN_TURN = "rrmemory", _("轮流")
    ALL = "ringall", _("同时振铃")


class Queue(models.Model):
    """Callers who wait for the same people."""

    slug = models.SlugField(_("标识"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    strategy = models.CharField(_("分配方式"), max_length=12, choices=Strategy, default=Strategy.LONGEST_FREE)
    ring_seconds = models.PositiveSmallIntegerField(_("每席振铃（秒）"), default=15)
    offer_seconds = models.PositiveSmallIntegerField(
        _("等待多久后可登记回电（秒）"), default=60, help_text=_("之后每隔这么久再问一次。")
    )
    longest_seconds = models.PositiveSmallIntegerField(_("最长等待（秒）"), default=600)
    wrap_seconds = models.PositiveSmallIntegerField(
        _("整理时限（秒）"), default=120, help_text=_("到时自动就绪；0 为不限。")
    )
    asks_rating = models.BooleanField(_("坐席挂断后请来电人按键评价"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("队列")
        constraints = [
            models.CheckConstraint(
                condition=Q(ring_seconds__range=(5, 120)),
                name="queue_rings_5_to_120_seconds",
                violation_error_message=_("振铃时间在 5 到 120 秒之间。"),
            ),
            models.CheckConstraint(
                condition=Q(offer_seconds__gte=10, longest_seconds__gte=F("offer_seconds")),
                name="queue_offers_a_callback_while_waiting",
                violation_error_message=_("至少等待 10 秒才问，而且不能晚于最长等待。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """A number that can be dialled. With neither `opens` nor `closes` it is answered day and night."""

    number = models.CharField(_("号码"), primary_key=True, max_length=20)
    name = models.CharField(_("名称"), max_length=40)
    queue = models.ForeignKey(Queue, models.PROTECT, verbose_name=_("队列"), related_name="lines")
    key = models.CharField(
        _("人工按键"), max_length=1, default="0", help_text=_("听引导语时按下即转人工；不按键也转人工。")
    )
    opens = models.TimeField(_("开始"), null=True, blank=True)
    closes = models.TimeField(_("结束"), null=True, blank=True)
    on_holidays = models.BooleanField(_("节假日也接听"), default=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("线路")
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{3,20}$"),
                name="line_is_a_number",
                violation_error_message=_("号码是 3 到 20 位数字。"),
            ),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[0-9]$"),
                name="line_key_is_a_digit",
                violation_error_message=_("按键是一位数字。"),
            ),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__lt=F("closes")),
                name="line_opens_before_it_closes",
                violation_error_message=_("开始和结束要么都填、开始在前，要么都不填。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
