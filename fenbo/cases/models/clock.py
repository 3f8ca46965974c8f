from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models.case import Case
from fenbo.cases.models.order import WorkOrder
from fenbo.catalogue.hops import Hop
from fenbo.core.labels import Labelled
from fenbo.directory.models import Unit

# The hops that make up the centre's queue.
QUEUED = (Hop.DISPATCH, Hop.REVIEW, Hop.RETURN_DECISION, Hop.EXTENSION_DECISION)


class Clock(Labelled):
    """The time limit of one hop, and who burns it. Overdue is derived from `due_at`, never stored.

    A paused clock keeps its `due_at` until it goes on; then the pause is added.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="clocks")
    hop = models.CharField(_("环节"), max_length=20, choices=Hop)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("责任单位"), related_name="+")
    started_at = models.DateTimeField(_("开始时间"))
    amber_at = models.DateTimeField(_("预警时间"))
    due_at = models.DateTimeField(_("到期时间"))
    paused_at = models.DateTimeField(_("暂停时间"), null=True)
    stopped_at = models.DateTimeField(_("停止时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("时钟")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "hop", "order"],
                condition=Q(stopped_at=None),
                name="one_running_clock_per_hop",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at")),
                name="clock_stops_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], name="clock_running", condition=Q(stopped_at=None)),
            models.Index(fields=["amber_at"], name="clock_to_warn", condition=Q(stopped_at=None)),
            # The centre's queue, without the thousands of follow-ups that also run there.
            models.Index(
                fields=["hop", "due_at"],
                name="clock_in_queue",
                condition=Q(stopped_at=None, paused_at=None, hop__in=QUEUED),
            ),
            # What is late across all units, and what the clocks of a period have taken.
            models.Index(
                fields=["due_at", "id"], name="clock_burning", condition=Q(stopped_at=None, paused_at=None)
            ),
            models.Index(fields=["stopped_at"], name="clock_burnt", condition=~Q(stopped_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.hop} {self.due_at}"


class Pause(models.Model):
    """Time that does not count, because the requester was asked for more."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    paused_at = models.DateTimeField()
    resumed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.paused_at} – {self.resumed_at}"
