"""What replies lacked, what reviewers then decided, and what was learnt of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Reply
from fenbo.judgement.replies import Lack, Weights


class Verdict(models.TextChoices):
    """What the reviewer did with a reply."""

    AS_IT_IS = "as_it_is", _("原样答复")
    EDITED = "edited", _("改后答复")
    SENT_BACK = "sent_back", _("退回重办")


class ReplyCheck(models.Model):
    """What a final reply of a lead unit was said to lack (回复检查), and whether it passed: never counted by person."""

    reply = models.OneToOneField(Reply, models.CASCADE, primary_key=True, related_name="+")
    # All that its writer was ever told while it was a draft; what they mended is no longer in `lacks`.
    told = ArrayField(models.CharField(max_length=12), verbose_name=_("写时提示"), default=list)
    lacks = ArrayField(models.CharField(max_length=12), verbose_name=_("审核时所缺"), default=list)
    verdict = models.CharField(_("审核结果"), max_length=12, choices=Verdict, blank=True)
    judged_at = models.DateTimeField(_("审核时间"), null=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("回复检查")

    def __str__(self) -> str:
        return str(self.pk)


class LearntWeights(models.Model):
    """How much each lack counts, learnt from so many reviews; the newest that is in place is used."""

    made_at = models.DateTimeField(_("时间"))
    reviews = models.PositiveIntegerField(_("审核件数"))
    start = models.FloatField(_("无缺项时"))
    taken = models.JSONField(_("各缺项"))
    # Mean log loss on the newest fifth, told by weights of the rest; and that of those in place before, on the same.
    surprise = models.FloatField(_("新权重误差"))
    former = models.FloatField(_("原权重误差"))
    is_in_place = models.BooleanField(_("采用"))

    class Meta:
        verbose_name = verbose_name_plural = _("回复检查的权重")

    def __str__(self) -> str:
        return f"{self.pk} {self.made_at:%Y-%m-%d}"

    def weights(self) -> Weights:
        """As the check takes them; a lack that was not known then counts as it does before anything is learnt."""
        return Weights(
            self.start, {**Weights().taken, **{Lack(name): value for name, value in self.taken.items()}}
        )
