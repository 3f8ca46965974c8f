from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fenbo.catalogue.models import Category
from fenbo.core.ids import new_id
from fenbo.directory.models import Region, Staff
from fenbo.knowledge.lifecycle import EntryState, VersionState
from fenbo.knowledge.models.policy import Policy
from fenbo.knowledge.models.streamed import Streamed


class Entry(Streamed):
    """One question that people ask, whatever its wording, with the answer in force (知识条目)."""

    state = models.CharField(_("状态"), max_length=24, choices=EntryState, default=EntryState.UNPUBLISHED)
    current = models.ForeignKey(
        "Version", models.PROTECT, verbose_name=_("现行版本"), null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("建立时间"))
    warned_at = models.DateTimeField(_("到期提醒时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("知识条目")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=EntryState.UNPUBLISHED) | Q(state=EntryState.RETIRED) | ~Q(current=None),
                name="entry_live_has_a_version",
            )
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="entry_by_state")]

    def __str__(self) -> str:
        return self.slug


class Version(models.Model):
    """What an entry says, once written. A version that was in force is kept for ever: answers cite it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    state = models.CharField(_("状态"), max_length=24, choices=VersionState)
    question = models.CharField(_("问题"), max_length=120)
    aliases = models.TextField(_("别的问法"), blank=True, help_text=_("一行一个，读者看不到，只用来查找"))
    answer = models.TextField(_("答复"))
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    policy = models.ForeignKey(
        Policy, models.PROTECT, verbose_name=_("依据的政策"), null=True, blank=True, related_name="versions"
    )
    clause = models.CharField(_("条款"), max_length=60, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("分类"), related_name="+")
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        verbose_name=_("适用地区"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("留空适用于全部地区"),
    )
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("当日仍有效；留空为长期"))
    author = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("编写人"), null=True, related_name="+")
    written_at = models.DateTimeField(_("编写时间"))
    reviewer = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("复核人"), null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("复核时间"), null=True)
    remark = models.CharField(_("复核意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("知识版本")
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="version_once_per_entry"),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state__in=[VersionState.DRAFT, VersionState.IN_REVIEW]),
                name="one_version_in_hand",
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state=VersionState.CURRENT), name="one_current_version"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="version_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | Q(author=None) | ~Q(reviewer=F("author")),
                name="version_reviewed_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_to"], name="version_expiring", condition=Q(state=VersionState.CURRENT)
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} v{self.number}"


class CorrectionState(models.TextChoices):
    OPEN = "correction_open", _("待处理")
    ACCEPTED = "correction_accepted", _("已采纳")
    REFUSED = "correction_refused", _("未采纳")


class Correction(models.Model):
    """What somebody found wrong in an entry. The owner settles it in time, and says why."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="corrections")
    # The version that was read, so that nobody argues about a text that has changed since.
    about = models.ForeignKey(Version, models.PROTECT, related_name="+")
    text = models.TextField(_("哪里不对"), max_length=500)
    from_public = models.BooleanField(_("公众提出"))
    proposed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("提出时间"))
    due_at = models.DateTimeField(_("处理期限"))
    state = models.CharField(_("状态"), max_length=24, choices=CorrectionState, default=CorrectionState.OPEN)
    outcome = models.CharField(_("处理说明"), max_length=300, blank=True)
    settled_at = models.DateTimeField(_("处理时间"), null=True)
    settled_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("知识纠错")
        indexes = [
            models.Index(fields=["due_at"], name="correction_open", condition=Q(state=CorrectionState.OPEN))
        ]

    def __str__(self) -> str:
        return self.text[:40]
