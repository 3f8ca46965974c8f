"""What an agent cannot answer and asks a support group while the caller waits (询问)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case
from fenbo.core.ids import new_id
from fenbo.directory.models import Staff, Unit
from fenbo.hotline.models.calls import Call
from fenbo.hotline.models.journalled import Journalled


class InquiryState(models.TextChoices):
    ASKED = "inquiry_asked", _("待解答")
    TAKEN = "inquiry_taken", _("正在解答")
    ANSWERED = "inquiry_answered", _("已解答")
    PASSED = "inquiry_passed", _("已转分拨中心")
    WITHDRAWN = "inquiry_withdrawn", _("已撤回")


class PassedFor(models.TextChoices):
    """Why the centre has it."""

    NOBODY = "nobody", _("无人值守")
    LATE = "late", _("到时未解答")
    BY_AGENT = "by_agent", _("坐席员转办")
    BY_GROUP = "by_group", _("保障组不能当场解答")


OPEN_INQUIRIES = (InquiryState.ASKED, InquiryState.TAKEN)


class Inquiry(Journalled):
    """One question in writing and its answer. It ends in an answer, in a case of the centre's, or is withdrawn.

    A case that got an answer after all keeps it here as well.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey(
        Call, models.PROTECT, verbose_name=_("来电"), null=True, related_name="inquiries"
    )
    group = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("保障组"), related_name="+")
    asked_by = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("提问人"), related_name="+")
    text = models.CharField(_("问题"), max_length=500)
    state = models.CharField(_("状态"), max_length=20, choices=InquiryState, default=InquiryState.ASKED)
    asked_at = models.DateTimeField(_("提问时间"))
    due_at = models.DateTimeField(_("解答期限"))
    taken_by = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("解答人"), null=True, related_name="+")
    answer = models.TextField(_("解答"), blank=True)
    basis = models.CharField(_("依据"), max_length=150, blank=True)
    answered_at = models.DateTimeField(_("解答时间"), null=True)
    settled_at = models.DateTimeField(_("结束时间"), null=True)
    passed_for = models.CharField(_("转办原因"), max_length=10, choices=PassedFor, blank=True)
    case = models.ForeignKey(
        Case, models.PROTECT, verbose_name=_("诉求"), null=True, related_name="inquiries"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("询问")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN_INQUIRIES, settled_at=None)
                | (~Q(state__in=OPEN_INQUIRIES) & Q(settled_at__isnull=False)),
                name="inquiry_over_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=InquiryState.PASSED) | (Q(case__isnull=False) & ~Q(passed_for="")),
                name="passed_inquiry_has_a_case_and_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=InquiryState.ANSWERED) | ~Q(answer=""),
                name="answered_inquiry_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="inquiry_answer_has_an_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="inquiry_open", condition=Q(state__in=OPEN_INQUIRIES)),
            models.Index(fields=["asked_by", "-asked_at", "-id"], name="inquiry_by_agent"),
            models.Index(fields=["group", "-asked_at", "-id"], name="inquiry_by_group"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
