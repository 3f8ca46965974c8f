from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.catalogue.models import Category
from fenbo.core.fields import EncryptedText
from fenbo.core.ids import new_id
from fenbo.directory.models import Region
from fenbo.knowledge.models.policy import FirmSize, Industry


class Contact(models.TextChoices):
    EMAIL = "email", _("电子邮件")
    WECHAT = "wechat", _("微信")


class Subscription(models.Model):
    """A wish to hear of new policies. Nothing but the confirmation goes out until it is confirmed.

    The links that confirm or end it carry its signed key, so that no secret has to be stored.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact_kind = models.CharField(max_length=8, choices=Contact)
    contact = EncryptedText(verbose_name=_("联系方式"))
    contact_index = models.BinaryField(max_length=16)
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("主题"), null=True, related_name="+"
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("地区"), null=True, related_name="+")
    industry = models.CharField(_("行业"), max_length=1, choices=Industry, blank=True)
    size = models.CharField(_("规模"), max_length=12, choices=FirmSize, blank=True)
    created_at = models.DateTimeField(_("登记时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("政策订阅")
        constraints = [
            models.UniqueConstraint(
                fields=["contact_index", "category", "region", "industry", "size"],
                name="subscription_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
