"""Figures kept beside the cases, so that no screen counts a million of them to show one number."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.core.ids import new_id
from fenbo.directory.duties import Duty
from fenbo.directory.models import Staff
from fenbo.journal.chain import EMPTY, Link


class Dimension(models.TextChoices):
    """What a received case is counted by."""

    CHANNEL = "channel", _("渠道")
    KIND = "kind", _("类型")
    CATEGORY = "category", _("分类")
    REGION = "region", _("地区")
    UNIT = "unit", _("主办单位")


class Cell(models.Model):
    """How many cases received on a day fall to one code now, and how many of these are settled now.

    Kept by the database from `Change`; an empty code stands for the cases that have none.
    """

    dimension = models.CharField(_("维度"), max_length=10, choices=Dimension)
    day = models.DateField(_("日期"))
    code = models.CharField(_("代码"), max_length=16, blank=True)
    number = models.IntegerField(_("受理"))
    settled = models.IntegerField(_("办结"))

    class Meta:
        verbose_name = verbose_name_plural = _("统计格")
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "day", "code"], name="cell_once", include=["number", "settled"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.day} {self.code}: {self.number}"


class Change(models.Model):
    """A case entered or left the cells that these codes name: written by the database in the case's own transaction.

    Adding rows makes no two moves wait for one another, as counting in place would; a job folds them into cells.
    """

    day = models.DateField()
    channel = models.CharField(max_length=16)
    kind = models.CharField(max_length=16)
    category = models.CharField(max_length=16, blank=True)
    region = models.CharField(max_length=16, blank=True)
    unit = models.CharField(max_length=16, blank=True)
    number = models.SmallIntegerField()
    settled = models.SmallIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("待并入的统计变化")
        constraints = [models.CheckConstraint(condition=Q(number__in=(-1, 1)), name="change_is_of_one_case")]

    def __str__(self) -> str:
        return f"{self.day} {self.number:+d}"


class Fold(models.Model):
    """How often changes were folded into cells: while it stays the same, so do the cells. One row."""

    times = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.times)


class Comparison(models.Model):
    """What a night's comparison of the published figures with the journal found."""

    at = models.DateTimeField(_("核对时间"), unique=True)
    events = models.BigIntegerField(_("核对的记录"))
    mistakes = models.PositiveIntegerField(_("不一致"))
    first = models.CharField(_("第一处不一致"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("夜间核对")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.mistakes}"


class Edition(models.TextChoices):
    """How long a stretch a briefing is about."""

    DAY = "day", _("晨会")
    WEEK = "week", _("周报")
    MONTH = "month", _("月报")


class Briefing(models.Model):
    """What was put before a meeting, as it was when it was made; decisions are noted on the cases themselves."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.CharField(_("版次"), max_length=5, choices=Edition)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    made_at = models.DateTimeField(_("编制时间"))
    content = models.JSONField(_("内容"))

    class Meta:
        verbose_name = verbose_name_plural = _("晨会材料")
        constraints = [models.UniqueConstraint(fields=["edition", "until"], name="briefing_once")]

    def __str__(self) -> str:
        return f"{self.get_edition_display()} {self.until:%Y-%m-%d}"


class Every(models.TextChoices):
    """How often a report is made, and over which days: always the last whole ones."""

    NEVER = "", _("不定期")
    DAY = "day", _("每天")
    WEEK = "week", _("每周一")
    MONTH = "month", _("每月一日")


class Form(models.TextChoices):
    """What a report comes as."""

    XLSX = "xlsx", _("明细 XLSX")
    CSV = "csv", _("明细 CSV")
    SUMMARY = "summary", _("汇总 XLSX")
    PUBLIC = "public", _("汇总 XLSX（可公开）")


class Report(models.Model):
    """A selection of cases that somebody wants again (报表); `selection` is as `selection.as_json` gave it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("名称"), max_length=80)
    selection = models.JSONField(_("条件"))
    form = models.CharField(_("格式"), max_length=8, choices=Form, default=Form.XLSX)
    every = models.CharField(_("多久做一次"), max_length=5, choices=Every, default="", blank=True)
    # Who at the centre is told when it is there.
    to = models.CharField(_("送给"), max_length=12, choices=Duty, default=Duty.LEAD)
    owner = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("建立人"), related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    dropped_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("报表")

    def __str__(self) -> str:
        return self.name


class RunState(models.TextChoices):
    WAITING = "waiting", _("排队")
    WORKING = "working", _("正在导出")
    DONE = "done", _("已完成")
    FAILED = "failed", _("没有成功")
    EXPIRED = "expired", _("已过期删除")


class Run(models.Model):
    """One making of a report (导出): a stream of the journal, since data leave the house with it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="runs")
    selection = models.JSONField(_("条件"))
    form = models.CharField(_("格式"), max_length=8, choices=Form)
    state = models.CharField(_("状态"), max_length=8, choices=RunState, default=RunState.WAITING)
    asked_by = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("导出人"), related_name="+")
    asked_at = models.DateTimeField(_("申请时间"))
    ended_at = models.DateTimeField(_("完成时间"), null=True)
    total = models.PositiveIntegerField(_("总行数"), null=True)
    done = models.PositiveIntegerField(_("已写行数"), default=0)
    size = models.PositiveBigIntegerField(_("字节"), default=0)
    problem = models.CharField(_("原因"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    chain = models.BinaryField(max_length=32, default=EMPTY, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("导出")
        constraints = [
            # The same report of the same days is made once, however often the schedule is looked at.
            models.UniqueConstraint(
                fields=["report", "selection"], condition=~Q(report=None), name="run_once_for_its_days"
            )
        ]
        indexes = [models.Index(fields=["-asked_at", "-id"], name="run_newest")]

    def __str__(self) -> str:
        return f"{self.form} {self.state}"

    @property
    def link(self) -> Link:
        """Where the chain of events stands."""
        return Link(self.version, bytes(self.chain))

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class Display(models.Model):
    """A browser on a wall that may show the screen of the centre without anybody being logged in there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("挂在哪里"), max_length=60)
    hung_by = models.CharField(_("挂屏人"), max_length=100)
    hung_at = models.DateTimeField(_("挂屏时间"))
    ends_at = models.DateTimeField(_("有效至"))
    taken_down_at = models.DateTimeField(_("取下时间"), null=True)
    taken_down_by = models.CharField(_("取下人"), max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("挂屏")

    def __str__(self) -> str:
        return self.name
