from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.core.fields import EncryptedText
from fenbo.core.ids import new_id
from fenbo.notices.models import By, Person


class RequesterKind(models.TextChoices):
    PERSON = "person", _("个人")
    FIRM = "firm", _("企业")


class Identity(models.TextChoices):
    """How much is known about who speaks."""

    VERIFIED = "verified", _("已核验")
    SELF_DECLARED = "self_declared", _("自报")
    ANONYMOUS = "anonymous", _("匿名")


class Requester(models.Model):
    """Who brings one case (诉求人). One row per case: the same phone on two cases is found by its blind index."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(
        _("诉求人类别"), max_length=8, choices=RequesterKind, default=RequesterKind.PERSON
    )
    identity = models.CharField(_("身份"), max_length=16, choices=Identity, default=Identity.SELF_DECLARED)
    name = EncryptedText(verbose_name=_("姓名"))
    phone = EncryptedText(verbose_name=_("电话"))
    phone_index = models.BinaryField(max_length=16, default=b"", editable=False)
    email = EncryptedText(verbose_name=_("电子邮箱"))
    id_number = EncryptedText(verbose_name=_("身份证号"))
    id_number_index = models.BinaryField(max_length=16, default=b"", editable=False)
    firm_name = EncryptedText(verbose_name=_("企业名称"))
    firm_code = EncryptedText(verbose_name=_("统一社会信用代码"))
    firm_code_index = models.BinaryField(max_length=16, default=b"", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("诉求人")
        indexes = [
            models.Index(
                fields=["phone_index"], name="requester_by_phone", condition=~models.Q(phone_index=b"")
            ),
            models.Index(
                fields=["firm_code_index"], name="requester_by_firm", condition=~models.Q(firm_code_index=b"")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Follower(models.Model):
    """Somebody who brought this case from an address of theirs, and is told there how it goes (关注人)."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="followers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # From where; with that address the case leaves the person.
    by = models.CharField(_("方式"), max_length=8, choices=By, default=By.WECHAT)
    since = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("关注人")
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="follower_once")]

    def __str__(self) -> str:
        return str(self.pk)
