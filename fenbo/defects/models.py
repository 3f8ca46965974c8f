"""What anybody found wrong on a page of the website (网站找错), with a clock until it is settled."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.core.ids import new_id
from fenbo.directory.models import Staff
from fenbo.journal.chain import EMPTY, Link


class DefectKind(models.TextChoices):
    WRONG = "defect_wrong", _("内容有错误")
    OLD = "defect_old", _("内容已经过期")
    WORDING = "defect_wording", _("错别字或看不懂")
    LINK = "defect_link", _("链接打不开")
    BROKEN = "defect_broken", _("页面显示或使用有障碍")
    PRIVATE = "defect_private", _("泄露个人信息")
    OTHER = "defect_other", _("其他")


class DefectState(models.TextChoices):
    OPEN = "defect_open", _("待处理")
    MENDED = "defect_mended", _("已改正")
    REFUSED = "defect_refused", _("不是错误")


class Defect(models.Model):
    """One report about one page. It asks for no name and no telephone, so that nobody has to give one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    page = models.CharField(_("页面"), max_length=300)
    kind = models.CharField(_("问题"), max_length=16, choices=DefectKind)
    text = models.TextField(_("哪里不对"), max_length=500)
    reported_at = models.DateTimeField(_("提出时间"))
    due_at = models.DateTimeField(_("处理期限"))
    state = models.CharField(_("状态"), max_length=16, choices=DefectState, default=DefectState.OPEN)
    outcome = models.CharField(_("处理说明"), max_length=300, blank=True)
    settled_at = models.DateTimeField(_("处理时间"), null=True)
    settled_by = models.ForeignKey(
        Staff, models.PROTECT, verbose_name=_("处理人"), null=True, related_name="+"
    )
    version = models.PositiveIntegerField(_("记录序号"), default=0)
    chain = models.BinaryField(max_length=32, default=EMPTY, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("网站找错")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DefectState.OPEN, settled_at=None)
                | (~Q(state=DefectState.OPEN) & Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="settled_defect_says_how",
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="defect_open", condition=Q(state=DefectState.OPEN)),
            models.Index(fields=["page"], name="defect_by_page", condition=Q(state=DefectState.OPEN)),
            models.Index(
                fields=["-settled_at", "-id"], name="defect_settled", condition=~Q(state=DefectState.OPEN)
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def link(self) -> Link:
        """Where the chain of events stands."""
        return Link(self.version, bytes(self.chain))
