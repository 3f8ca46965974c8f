"""What the centre is advised when a case comes in: stored once, so that opening a case only reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case, WorkOrderRole
from fenbo.catalogue.models import Category
from fenbo.directory.models import Unit


class CategoryReason(models.TextChoices):
    """Why a category was thought likely."""

    CHOSEN = "chosen", _("受理时已选")
    NEIGHBOURS = "neighbours", _("近期相似诉求的分类")
    NAME = "name", _("与分类名称用词相同")


class CandidateReason(models.TextChoices):
    """Why a unit was proposed."""

    CATALOGUE = "catalogue", _("派单目录")
    NEIGHBOURS = "neighbours", _("近期相似诉求由其主办")


class SimilarReason(models.TextChoices):
    """Why two cases may be the same matter."""

    REQUESTER = "requester", _("同一电话")
    WORDS = "words", _("内容相近")


class Advice(models.Model):
    """What is known beside the case itself on the day it came in. A person decides; nothing follows from it."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="advice")
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("可能的分类"), null=True, related_name="+"
    )
    category_reason = models.CharField(_("依据"), max_length=12, choices=CategoryReason, blank=True)
    # So many of so many similar cases have this category.
    agreeing = models.PositiveSmallIntegerField(_("同类件数"), default=0)
    asked = models.PositiveSmallIntegerField(_("相似件数"), default=0)
    made_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("分拨建议")

    def __str__(self) -> str:
        return str(self.pk)


class Candidate(models.Model):
    """A unit that may handle the case; the first lead is the one filled in on the dispatch form."""

    advice = models.ForeignKey(Advice, models.CASCADE, related_name="candidates")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="+")
    role = models.CharField(_("角色"), max_length=8, choices=WorkOrderRole)
    reason = models.CharField(_("依据"), max_length=12, choices=CandidateReason)
    # How many similar cases speak for it; 0 where the catalogue does.
    count = models.PositiveSmallIntegerField(_("件数"), default=0)
    place = models.PositiveSmallIntegerField(_("次序"))

    class Meta:
        verbose_name = verbose_name_plural = _("候选单位")
        constraints = [
            models.UniqueConstraint(fields=["advice", "unit"], name="candidate_once_per_advice"),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Similar(models.Model):
    """Another case that may be about the same matter."""

    advice = models.ForeignKey(Advice, models.CASCADE, related_name="similar")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    reason = models.CharField(_("依据"), max_length=12, choices=SimilarReason)
    likeness = models.PositiveSmallIntegerField(_("相似度（%）"))

    class Meta:
        verbose_name = verbose_name_plural = _("相似诉求")
        constraints = [
            models.UniqueConstraint(fields=["advice", "case"], name="similar_once_per_advice"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.likeness}%"
