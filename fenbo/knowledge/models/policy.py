from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fenbo.catalogue.models import Category
from fenbo.directory.models import Region, Staff
from fenbo.knowledge.lifecycle import PaperState
from fenbo.knowledge.models.streamed import Streamed


class Industry(models.TextChoices):
    """The sections of GB/T 4754—2017."""

    A = "A", _("农、林、牧、渔业")
    B = "B", _("采矿业")
    C = "C", _("制造业")
    D = "D", _("电力、热力、燃气及水生产和供应业")
    E = "E", _("建筑业")
    F = "F", _("批发和零售业")
    G = "G", _("交通运输、仓储和邮政业")
    H = "H", _("住宿和餐饮业")
    I = "I", _("信息传输、软件和信息技术服务业")  # noqa: E741 - the standard's own letter
    J = "J", _("金融业")
    K = "K", _("房地产业")
    L = "L", _("租赁和商务服务业")
    M = "M", _("科学研究和技术服务业")
    N = "N", _("水利、环境和公共设施管理业")
    O = "O", _("居民服务、修理和其他服务业")  # noqa: E741
    P = "P", _("教育")
    Q = "Q", _("卫生和社会工作")
    R = "R", _("文化、体育和娱乐业")
    S = "S", _("公共管理、社会保障和社会组织")
    T = "T", _("国际组织")


class FirmSize(models.TextChoices):
    """工信部联企业〔2011〕300号, and those that are no firms."""

    LARGE = "large", _("大型企业")
    MEDIUM = "medium", _("中型企业")
    SMALL = "small", _("小型企业")
    MICRO = "micro", _("微型企业")
    SOLE_TRADER = "sole_trader", _("个体工商户")
    PERSON = "person", _("个人")


class Extraction(models.TextChoices):
    """What became of the text inside an original."""

    NONE = "extraction_none", _("没有原件")
    WAITING = "extraction_waiting", _("正在提取文字")
    DONE = "extraction_done", _("已提取文字")
    FAILED = "extraction_failed", _("未能提取文字")


class Policy(Streamed):
    """A published document that answers rest on. Its original is an attachment labelled `original`."""

    state = models.CharField(_("状态"), max_length=24, choices=PaperState, default=PaperState.DRAFT)
    title = models.CharField(_("标题"), max_length=200)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=200)
    issued_on = models.DateField(_("成文或发布日期"), null=True, blank=True)
    valid_from = models.DateField(_("施行日期"), null=True, blank=True)
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("替代"), null=True, blank=True, related_name="superseded_by"
    )
    summary = models.TextField(_("通俗说明"))
    text = models.TextField(_("全文"), blank=True)
    source_url = models.URLField(_("原文网址"), blank=True, max_length=300)
    picture_text = models.TextField(_("图解的文字版"), blank=True)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("分类"), related_name="+")
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("适用地区"), null=True, blank=True, related_name="+"
    )
    # Empty means every industry and every size.
    industries = ArrayField(models.CharField(max_length=1, choices=Industry), default=list, blank=True)
    sizes = ArrayField(models.CharField(max_length=12, choices=FirmSize), default=list, blank=True)
    extraction = models.CharField(_("文字提取"), max_length=24, choices=Extraction, default=Extraction.NONE)
    author = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("编写人"), null=True, related_name="+")
    reviewer = models.ForeignKey(Staff, models.PROTECT, verbose_name=_("复核人"), null=True, related_name="+")
    published_at = models.DateTimeField(_("上线时间"), null=True)
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("政策")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="policy_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | Q(author=None) | ~Q(reviewer=F("author")),
                name="policy_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(supersedes=F("id")), name="policy_not_after_itself"
            ),
        ]
        indexes = [models.Index(fields=["state", "-updated_at"], name="policy_by_state")]

    def __str__(self) -> str:
        return self.title


class PolicyQuestion(models.Model):
    """A question that readers of the policy ask, with its answer."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField(_("次序"))
    question = models.CharField(_("问"), max_length=120)
    answer = models.TextField(_("答"))

    class Meta:
        verbose_name = verbose_name_plural = _("政策问答")
        constraints = [models.UniqueConstraint(fields=["policy", "place"], name="policy_question_in_order")]

    def __str__(self) -> str:
        return self.question


class Condition(models.Model):
    """One line of the checklist "does this apply to me": a yes-or-no question and the answer that is wanted."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="conditions")
    place = models.PositiveSmallIntegerField(_("次序"))
    question = models.CharField(_("条件"), max_length=120)
    wanted = models.BooleanField(_("应回答“是”"), default=True)
    otherwise = models.CharField(_("不符合时的说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("适用条件")
        constraints = [models.UniqueConstraint(fields=["policy", "place"], name="condition_in_order")]

    def __str__(self) -> str:
        return self.question
