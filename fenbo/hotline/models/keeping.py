"""What stays after a call: whom to call back, and whom not to answer for a while."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fenbo.core.fields import EncryptedText
from fenbo.core.ids import new_id
from fenbo.directory.models import Staff
from fenbo.hotline.models.calls import Call
from fenbo.hotline.models.journalled import Journalled


class CallbackReason(models.TextChoices):
    ABANDONED = "abandoned", _("排队时挂断")
    ASKED = "asked", _("登记了回电")
    CLOSED = "closed", _("不在服务时间")


class CallbackState(models.TextChoices):
    DUE = "due", _("待回电")
    REACHED = "reached", _("已回电")
    CAME_AGAIN = "came_again", _("已再次来电接通")
    UNREACHED = "unreached", _("三次未接通")


class Callback(models.Model):
    """A caller who was not spoken to. Calling again while one is due is the same task."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, verbose_name=_("来电"), related_name="callbacks")
    phone_index = models.BinaryField(max_length=16, editable=False)
    reason = models.CharField(_("原因"), max_length=12, choices=CallbackReason)
    state = models.CharField(_("状态"), max_length=12, choices=CallbackState, default=CallbackState.DUE)
    missed = models.PositiveSmallIntegerField(_("未接次数"), default=1)
    tries = models.PositiveSmallIntegerField(_("已拨次数"), default=0)
    created_at = models.DateTimeField(_("产生时间"))
    tried_at = models.DateTimeField(_("最近拨打"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    taken_by = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("回电人"), null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("未接来电")
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"], condition=Q(state=CallbackState.DUE), name="one_due_callback_a_number"
            ),
            models.CheckConstraint(
                condition=Q(state=CallbackState.DUE, ended_at=None)
                | (~Q(state=CallbackState.DUE) & Q(ended_at__isnull=False)),
                name="callback_over_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], name="callback_due", condition=Q(state="due")),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Block(Journalled):
    """A number that is not put through, for a reason and until an end (黑名单)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone = EncryptedText(verbose_name=_("号码"))
    phone_index = models.BinaryField(max_length=16, editable=False)
    reason = models.CharField(_("理由"), max_length=200)
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    set_by = models.CharField(_("设置人"), max_length=100)
    lifted_at = models.DateTimeField(_("解除时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("黑名单")
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"], condition=Q(lifted_at=None), name="number_blocked_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="block_has_a_reason"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="block_ends"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
