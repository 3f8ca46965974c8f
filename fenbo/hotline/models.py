"""Calls to the hotline (来电): a counter of their own, since most never become a case."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case
from fenbo.catalogue.models import Category
from fenbo.core.fields import EncryptedText
from fenbo.core.ids import new_id


class CallOutcome(models.TextChoices):
    ANSWERED_AT_ONCE = "answered_at_once", _("当场答复")
    WORK_ORDER = "work_order", _("转为诉求")
    ABANDONED = "abandoned", _("未接通")


class Call(models.Model):
    """One call. `call_id` is the telephone platform's own, so a call reported twice is one row."""

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
    phone = EncryptedText(verbose_name=_("来电号码"))
    phone_index = models.BinaryField(max_length=16, default=b"", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("来电")
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=CallOutcome.ABANDONED) | Q(talked_seconds=0, case=None),
                name="abandoned_call_was_not_talked",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CallOutcome.WORK_ORDER) | Q(case__isnull=False),
                name="call_of_a_case_names_it",
            ),
        ]
        indexes = [
            models.Index(F("began_at").desc(), F("id").desc(), name="call_newest"),
            models.Index(fields=["phone_index"], name="call_by_phone", condition=~Q(phone_index=b"")),
        ]

    def __str__(self) -> str:
        return self.call_id
