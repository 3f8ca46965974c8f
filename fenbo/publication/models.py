"""What everybody may read of a case (公示), apart from the case itself: the original stays untouched."""

import hashlib
import json

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.models import Category
from fenbo.core.ids import new_id, show_public_number
from fenbo.directory.models import Region, Staff, Unit

IS_PUBLIC = Q(published_at__isnull=False)
# What a public text is found by (migrations/0003_terms.py, finding.py).
TERMS = models.Func(
    *map(models.F, ("words", "published_at", "prefecture", "region", "subject", "category", "unit")),
    function="publication_terms",
    output_field=SearchVectorField(),
)


class PublicText(models.Model):
    """A wording for the public, who prepared it, and which version of it this is."""

    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    title = models.CharField(_("公示标题"), max_length=120)
    question = models.TextField(_("公示诉求"))
    answer = models.TextField(_("公示答复"))
    # Empty where the system prepared it after an answer that no person issued.
    proposed_by = models.ForeignKey(
        Staff, models.PROTECT, verbose_name=_("拟稿人"), null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("拟稿时间"))

    class Meta:
        abstract = True

    @property
    def digest(self) -> str:
        """SHA-256 of the wording, as the journal has it."""
        text = json.dumps([self.title, self.question, self.answer], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class Publication(PublicText):
    """The public text of one case. It can be read by everybody while `published_at` is set.

    Where a case stands on the way is its `publication_state`. What the public filters by is copied here, so that
    one index answers however many cases there are.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="publication")
    number = models.CharField(_("编号"), max_length=13, unique=True)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("地区"), null=True, related_name="+")
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("分类"), null=True, related_name="+"
    )
    # The first digits of both codes: prefecture and first-level subject.
    prefecture = models.CharField(max_length=4, blank=True, editable=False)
    subject = models.CharField(max_length=2, blank=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("答复单位"), null=True, related_name="+")
    received_at = models.DateTimeField(_("受理时间"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    published_by = models.ForeignKey(
        Staff, models.PROTECT, verbose_name=_("复核人"), null=True, related_name="+"
    )
    published_at = models.DateTimeField(_("公示时间"), null=True)
    # Why it is withheld or was taken down.
    reason = models.CharField(_("不公示的原因"), max_length=500, blank=True)
    take_down_asked_at = models.DateTimeField(_("申请撤下时间"), null=True)
    take_down_wish = models.CharField(_("申请撤下的理由"), max_length=500, blank=True)
    words = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("公示")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(answer=""), name="public_case_has_an_answer"
            )
        ]
        indexes = [
            models.Index(fields=["-published_at", "-case"], name="public_newest", condition=IS_PUBLIC),
            *(
                models.Index(
                    fields=[field, "-published_at", "-case"], name=f"public_by_{field}", condition=IS_PUBLIC
                )
                for field in ("prefecture", "region", "subject", "category", "unit")
            ),
            models.Index(
                fields=["take_down_asked_at"],
                name="take_down_asked",
                condition=IS_PUBLIC & Q(take_down_asked_at__isnull=False),
            ),
            # Without a list of what is pending: every search would read it through, up to four megabytes.
            GinIndex(TERMS, name="public_words", condition=IS_PUBLIC, fastupdate=False),
        ]

    def __str__(self) -> str:
        return show_public_number(self.number)


class EarlierText(PublicText):
    """A wording that a later one replaced."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="earlier_texts")
    replaced_at = models.DateTimeField(_("替换时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("以前的公示文本")
        constraints = [
            models.UniqueConstraint(fields=["publication", "version"], name="one_earlier_text_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} v{self.version}"


class Showing(models.TextChoices):
    """What becomes of a photograph; the label says so to whoever reviews."""

    HIDDEN = "hidden", _("不公示")
    COVERED = "covered", _("遮盖后公示")
    WHOLE = "whole", _("没有要遮盖的，原样公示")


class PublicPicture(models.Model):
    """What somebody decided about one photograph of the case. Everybody sees the `copy`, never the original."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="pictures")
    # Keys of attachments: as it came with the case, and as it was drawn anew.
    original = models.UUIDField(editable=False)
    copy = models.UUIDField(null=True, editable=False)
    showing = models.CharField(_("公示方式"), max_length=8, choices=Showing, default=Showing.HIDDEN)
    # Left, top, width and height of each covered part, in hundredths of the picture.
    areas = models.JSONField(_("遮盖的地方"), default=list)
    words = models.CharField(_("照片说明"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        Staff, models.PROTECT, verbose_name=_("处理人"), null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("处理时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("公示照片")
        constraints = [
            models.UniqueConstraint(fields=["publication", "original"], name="one_decision_per_picture"),
            models.CheckConstraint(
                condition=Q(showing="hidden", copy=None) | (~Q(showing="hidden") & Q(copy__isnull=False)),
                name="hidden_picture_has_no_copy",
            ),
            models.CheckConstraint(
                condition=~Q(showing="covered") | ~Q(areas=[]), name="covered_picture_has_areas"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
