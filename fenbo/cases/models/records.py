from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models.case import Case
from fenbo.cases.models.order import Reply, ReplyOutcome, WorkOrder
from fenbo.core.ids import new_id
from fenbo.directory.models import Unit


class AnswerKind(models.TextChoices):
    AT_ONCE = "at_once", _("即时答复")
    INTERIM = "interim", _("阶段答复")
    FINAL = "final", _("答复")
    NOT_ACCEPTED = "not_accepted", _("不予受理告知")


class Answer(models.Model):
    """What the requester was told (答复), word for word. A merged case is given its lead's answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="answers")
    kind = models.CharField(_("类别"), max_length=16, choices=AnswerKind)
    text = models.TextField(_("答复内容"))
    basis = models.CharField(_("政策依据"), max_length=500, blank=True)
    outcome = models.CharField(_("办理结果"), max_length=10, choices=ReplyOutcome, default="", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("答复单位"), null=True, related_name="+")
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, related_name="answers")
    issued_at = models.DateTimeField(_("答复时间"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("答复")

    def __str__(self) -> str:
        return str(self.pk)


class Supplement(models.Model):
    """A question to the requester and what came back, or what the requester added unasked (补充)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="supplements")
    question = models.CharField(_("需补充的内容"), max_length=500, blank=True)
    asked_by = models.CharField(_("提问人"), max_length=100, blank=True)
    asked_at = models.DateTimeField(_("提问时间"), null=True)
    text = models.TextField(_("补充内容"), blank=True)
    supplied_at = models.DateTimeField(_("补充时间"), null=True)
    lapsed_at = models.DateTimeField(_("逾期时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("补充")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(supplied_at=None, lapsed_at=None),
                name="one_open_question_per_case",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CaseNote(models.Model):
    """A remark of the centre, what the morning meeting decided, or with an order what its unit has done (措施)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="measures")
    text = models.CharField(_("内容"), max_length=1000)
    is_decision = models.BooleanField(_("会议决定"), default=False)
    due_at = models.DateTimeField(_("要求完成时间"), null=True)
    written_by = models.CharField(_("记录人"), max_length=100)
    written_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("备注")

    def __str__(self) -> str:
        return str(self.pk)
