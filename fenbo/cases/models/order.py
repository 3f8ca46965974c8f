from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.lifecycle import OPEN_ORDERS, OrderState
from fenbo.cases.models.case import Case
from fenbo.core.ids import new_id
from fenbo.core.labels import Labelled
from fenbo.directory.models import Unit


class WorkOrderRole(models.TextChoices):
    LEAD = "lead", _("主办")
    CO = "co", _("协办")


class WorkOrder(Labelled):
    """A case as given to one unit (工单). A child order was delegated by its parent's unit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("诉求"), related_name="orders")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级工单"), null=True, related_name="children"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("承办单位"), related_name="orders")
    given_by = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("派出单位"), related_name="+")
    role = models.CharField(_("角色"), max_length=8, choices=WorkOrderRole)
    state = models.CharField(_("状态"), max_length=24, choices=OrderState, default=OrderState.GIVEN)
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    instruction = models.CharField(_("办理要求"), max_length=1000, blank=True)
    given_at = models.DateTimeField(_("派出时间"))
    signed_at = models.DateTimeField(_("签收时间"), null=True)
    contacted_at = models.DateTimeField(_("首次联系时间"), null=True)
    replied_at = models.DateTimeField(_("回复时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("工单")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="order_state_is_known"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(parent=None, role=WorkOrderRole.LEAD, state__in=OPEN_ORDERS),
                name="one_open_lead_order_per_case",
            ),
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(state__in=OPEN_ORDERS), name="one_open_order_per_unit"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "given_at"], name="order_open", condition=Q(state__in=OPEN_ORDERS)),
            models.Index(fields=["unit", "-given_at"], name="order_by_unit"),
            # What the rates of a period are made of.
            models.Index(fields=["ended_at"], name="order_done", condition=Q(state=OrderState.DONE)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class ReplyKind(models.TextChoices):
    FINAL = "final", _("最终回复")
    INTERIM = "interim", _("阶段回复")


class ReplyState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已提交")
    SENT_BACK = "sent_back", _("已退回")
    ACCEPTED = "accepted", _("已采纳")


class ReplyOutcome(models.TextChoices):
    """What came of it, in the unit's word (办理结果); whether it helped, the requester says."""

    SOLVED = "solved", _("已解决")
    PARTLY = "partly", _("部分解决")
    EXPLAINED = "explained", _("已解释说明")
    PLANNED = "planned", _("列入计划")
    UNABLE = "unable", _("暂不能解决")


class Reply(models.Model):
    """What a unit writes (回复); it reaches the requester only as an answer, after review."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(WorkOrder, models.PROTECT, verbose_name=_("工单"), related_name="replies")
    kind = models.CharField(_("类别"), max_length=8, choices=ReplyKind, default=ReplyKind.FINAL)
    state = models.CharField(_("状态"), max_length=12, choices=ReplyState, default=ReplyState.DRAFT)
    text = models.TextField(_("回复内容"))
    basis = models.CharField(_("政策依据"), max_length=500, blank=True)
    outcome = models.CharField(_("办理结果"), max_length=10, choices=ReplyOutcome, default="", blank=True)
    written_by = models.CharField(_("经办人"), max_length=100)
    written_at = models.DateTimeField(_("提交时间"))
    remark = models.CharField(_("审核意见"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("回复")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind"],
                condition=Q(state=ReplyState.DRAFT),
                name="one_draft_per_order_and_kind",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Ruling(models.TextChoices):
    """How a request of a unit was decided."""

    PENDING = "pending", _("待定")
    GRANTED = "granted", _("同意")
    REFUSED = "refused", _("不同意")


class Asked(models.Model):
    """What a unit asked for, and what was decided."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reason = models.CharField(_("理由"), max_length=500)
    asked_at = models.DateTimeField(_("申请时间"))
    ruling = models.CharField(_("裁定"), max_length=8, choices=Ruling, default=Ruling.PENDING)
    ruled_at = models.DateTimeField(_("裁定时间"), null=True)
    remark = models.CharField(_("裁定意见"), max_length=500, blank=True)

    class Meta:
        abstract = True


class ReturnRequest(Asked):
    """A unit says the work order is not theirs (退单)."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="return_requests")
    suggested_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    went_to = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("退单")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(ruling=Ruling.PENDING), name="one_pending_return_per_order"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Extension(Asked):
    """A unit asks for more time (延期)."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="extensions")
    working_days = models.PositiveSmallIntegerField(_("延长工作日"))

    class Meta:
        verbose_name = verbose_name_plural = _("延期")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=~Q(ruling=Ruling.REFUSED), name="one_extension_per_order"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ContactNote(models.Model):
    """A unit spoke to the requester (首次联系 and later)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="contacts")
    at = models.DateTimeField(_("联系时间"))
    reached = models.BooleanField(_("已接通"))
    text = models.CharField(_("联系情况"), max_length=1000)
    written_by = models.CharField(_("经办人"), max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = _("联系记录")

    def __str__(self) -> str:
        return str(self.pk)
