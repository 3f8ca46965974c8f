from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.lifecycle import OPEN, CaseState, PublicationState
from fenbo.cases.models.requester import Requester
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.catalogue.models import Category
from fenbo.core.fields import EncryptedText
from fenbo.core.ids import new_id, show_public_number
from fenbo.core.labels import Labelled
from fenbo.directory.models import Region, Unit
from fenbo.journal.chain import EMPTY, Link


class Channel(models.TextChoices):
    HOTLINE = "hotline", _("热线")
    WEBSITE = "website", _("网站")
    WECHAT = "wechat", _("微信")
    API = "api", _("接口")
    OTHER_HOTLINE = "other_hotline", _("外地热线")
    WALK_IN = "walk_in", _("来访")
    IMPORT = "import", _("导入")


class Followed(models.TextChoices):
    """What a follow-up found."""

    PENDING = "", _("未回访")
    SATISFIED = "satisfied", _("满意")
    DISSATISFIED = "dissatisfied", _("不满意")
    UNREACHED = "unreached", _("三次未接通")
    NOT_NEEDED = "not_needed", _("无需回访")


class Case(Labelled):
    """What a requester brings (诉求). Rows change only through `fenbo.cases.operations`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("编号"), max_length=13, unique=True)
    query_code = EncryptedText(verbose_name=_("查询码"))
    # What the browser sent with the form: the same key again is the same case again.
    submission_key = models.UUIDField(null=True, unique=True, editable=False)
    state = models.CharField(_("状态"), max_length=24, choices=CaseState)
    version = models.PositiveIntegerField(_("版本"), default=0)
    chain = models.BinaryField(max_length=32, default=EMPTY, editable=False)
    channel = models.CharField(_("渠道"), max_length=16, choices=Channel)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind)
    urgency = models.CharField(_("紧急程度"), max_length=12, choices=Urgency, default=Urgency.ORDINARY)
    is_complex = models.BooleanField(_("疑难"), default=False)
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("分类"), null=True, related_name="+"
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("地区"), null=True, related_name="+")
    title = models.CharField(_("标题"), max_length=120)
    content = models.TextField(_("内容"))
    wish = models.CharField(_("诉求目的"), max_length=500, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    target = models.CharField(_("被反映对象"), max_length=200, blank=True)
    occurred_on = models.DateField(_("发生日期"), null=True)
    call_id = models.CharField(_("通话编号"), max_length=64, blank=True)
    recording = models.CharField(_("录音"), max_length=200, blank=True)
    origin = models.CharField(_("来源单号"), max_length=64, blank=True)
    requester = models.ForeignKey(Requester, models.PROTECT, verbose_name=_("诉求人"), related_name="cases")
    is_confidential = models.BooleanField(_("要求保密"), default=False)
    may_publish = models.BooleanField(_("同意公开"), default=False)
    under_inquiry = models.BooleanField(_("调查中"), default=False)
    names_official = models.BooleanField(_("涉及具体工作人员"), default=False)
    received_at = models.DateTimeField(_("受理时间"), null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    settled_at = models.DateTimeField(_("办结时间"), null=True)
    round = models.PositiveSmallIntegerField(_("办理轮次"), default=1)
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("主办单位"), null=True, related_name="+"
    )
    lead_case = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("主诉求"), null=True, related_name="merged_cases"
    )
    publication_state = models.CharField(
        _("公示状态"), max_length=24, choices=PublicationState, default=PublicationState.NONE
    )
    followed = models.CharField(_("回访结果"), max_length=16, choices=Followed, default="", blank=True)
    score = models.PositiveSmallIntegerField(_("评分"), null=True)
    words = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("诉求")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=CaseState.MERGED) | Q(lead_case__isnull=False),
                name="merged_case_has_a_lead",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__range=(1, 5)), name="score_is_one_to_five"
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="case_newest"),
            models.Index(fields=["received_at"], name="case_open", condition=Q(state__in=OPEN)),
            models.Index(
                fields=["settled_at"],
                name="case_to_publish",
                condition=Q(state="closed", publication_state="publication_none"),
            ),
            # Every desk's menu tells how many wait for a second person.
            models.Index(
                fields=["publication_state"],
                name="case_in_review",
                condition=Q(publication_state=PublicationState.PROPOSED),
            ),
            GinIndex(fields=["words"], name="case_words", fastupdate=True),
        ]

    def __str__(self) -> str:
        return show_public_number(self.number)

    @property
    def link(self) -> Link:
        """Where the case's chain of events stands."""
        return Link(self.version, bytes(self.chain))

    @property
    def is_secret(self) -> bool:
        """Handling units never learn who brought it: asked for by the requester, or a report of wrongdoing."""
        return self.is_confidential or self.kind == Kind.REPORT
