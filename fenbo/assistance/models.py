from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case
from fenbo.core.ids import new_id


class DraftKind(models.TextChoices):
    SUMMARY = "summary", _("摘要与五要素")
    REPLY = "reply", _("代拟回复")


class DraftState(models.TextChoices):
    WAITING = "waiting", _("正在代拟")
    DONE = "done", _("已代拟")
    FAILED = "failed", _("没有拟成")


class MachineDraft(models.Model):
    """What a large model wrote about a case because somebody asked (机器代拟). Nobody is sent it as it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    kind = models.CharField(_("类别"), max_length=8, choices=DraftKind)
    state = models.CharField(_("状态"), max_length=8, choices=DraftState, default=DraftState.WAITING)
    asked_by = models.CharField(_("由谁请"), max_length=100)
    asked_at = models.DateTimeField(_("时间"))
    # Word for word what left the house of this case, after everything private was taken out.
    sent = models.TextField(_("送出的内容"))
    # The entries that a reply may go by, as they read then: `title`, `text`, `citation`, `slug`.
    sources = models.JSONField(_("可依据的条目"), default=list)
    told = models.JSONField(_("结果"), default=dict)
    model = models.CharField(_("模型"), max_length=100)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    problem = models.CharField(_("未成原因"), max_length=40, blank=True)
    ended_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("机器代拟")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(state="waiting"), name="one_machine_draft_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["case", "kind", "-asked_at"], name="machine_draft_newest")]

    def __str__(self) -> str:
        return str(self.pk)
