"""What the centre is advised when a case comes in: stored once, so that opening a case only reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case, WorkOrderRole
from fenbo.catalogue.models import Category
from fenbo.directory.models import Region, Unit


class CategoryReason(models.TextChoices):
    """Why a category was thought likely."""

    CHOSEN = "chosen", _("受理时已选")
    NEIGHBOURS = "neighbours", _("近期相似诉求的分类")
    NAME = "name", _("与分类名称用词相同")


class CandidateReason(models.TextChoices):
    """Why a unit was proposed."""

    CATALOGUE = "catalogue", _("派单目录")
    PLACE = "place", _("文中提到")
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
    # Where the text says that it is, where the requester did not, and in which words.
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("文中的地区"), null=True, related_name="+"
    )
    places = models.CharField(_("文中的地名"), max_length=120, blank=True)
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


class Proposal(models.Model):
    """A subject that the learnt model thinks likely, with who answers for it: the dispatcher takes one by key (研判建议)."""

    advice = models.ForeignKey(Advice, models.CASCADE, related_name="proposals")
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("分类"), related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("主办单位"), null=True, related_name="+")
    percent = models.PositiveSmallIntegerField(_("把握（%）"))
    # The words of the text that spoke most for it.
    words = models.CharField(_("依据的词"), max_length=80, blank=True)
    place = models.PositiveSmallIntegerField(_("次序"))

    class Meta:
        verbose_name = verbose_name_plural = _("研判建议")
        constraints = [models.UniqueConstraint(fields=["advice", "place"], name="proposal_in_its_place")]

    def __str__(self) -> str:
        return f"{self.category} {self.percent}%"


class Taken(models.Model):
    """What a dispatcher did with the proposals that stood before them (采纳): counted, and never shown by person."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField(_("时间"), db_index=True)
    proposed = models.ForeignKey(Category, models.PROTECT, verbose_name=_("首选分类"), related_name="+")
    proposed_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("首选单位"), null=True, related_name="+"
    )
    percent = models.PositiveSmallIntegerField(_("首选把握（%）"))
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("所定分类"), null=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("所定单位"), related_name="+")
    # Which of the proposals has the category, and which the unit, that was decided: from 1; nothing where none has.
    category_place = models.PositiveSmallIntegerField(_("分类在第几"), null=True)
    unit_place = models.PositiveSmallIntegerField(_("单位在第几"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("采纳")

    def __str__(self) -> str:
        return str(self.pk)


class Learnt(models.Model):
    """A model of the centre's own decisions (习得模型): kept as a file, of which the digest is kept here."""

    made_at = models.DateTimeField(_("时间"))
    lessons = models.PositiveIntegerField(_("学习件数"))
    since = models.DateTimeField(_("数据从"))
    until = models.DateTimeField(_("数据到"))
    # Of the newest part, told by a model of the rest; and those of the model that was in place then, on the same part.
    figures = models.JSONField(_("新模型指标"))
    former = models.JSONField(_("原模型指标"), null=True)
    file = models.CharField(_("文件"), max_length=80)
    digest = models.CharField(_("摘要"), max_length=64)
    is_in_place = models.BooleanField(_("在用"), default=False)
    placed_at = models.DateTimeField(_("启用时间"), null=True)
    placed_by = models.CharField(_("由谁启用"), max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("习得模型")
        constraints = [
            models.UniqueConstraint(
                fields=["is_in_place"], condition=models.Q(is_in_place=True), name="one_model_in_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.made_at:%Y-%m-%d}"


class Switch(models.Model):
    """The centre lets cases of a subject go out by themselves while it is at least so sure (自动分拨开关); off at first."""

    LEAST = 80

    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("分类"), related_name="+")
    percent = models.PositiveSmallIntegerField(_("至少把握（%）"))
    reason = models.CharField(_("理由"), max_length=300)
    by = models.CharField(_("由谁打开"), max_length=100)
    at = models.DateTimeField(_("打开时间"))
    off_by = models.CharField(_("由谁关闭"), max_length=100, blank=True)
    off_at = models.DateTimeField(_("关闭时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("自动分拨开关")
        constraints = [
            models.UniqueConstraint(
                fields=["category"], condition=models.Q(off_at=None), name="one_switch_on_per_category"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.percent}%"


class Automatic(models.Model):
    """A case that went out by itself (自动分拨): to whom, and how sure that was."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    switch = models.ForeignKey(Switch, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("主办单位"), related_name="+")
    percent = models.PositiveSmallIntegerField(_("把握（%）"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("自动分拨")
        indexes = [models.Index(fields=["-at", "-case"], name="automatic_newest")]

    def __str__(self) -> str:
        return str(self.pk)


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
