"""Who follows the account, what they are just writing, and what was answered to what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.cases.models import Case
from fenbo.core.fields import EncryptedText


class Step(models.TextChoices):
    """What the account has asked last, and waits for."""

    NOTHING = "", _("没有在填写")
    KIND = "kind", _("类型")
    CONTENT = "content", _("事情经过")
    PLACE = "place", _("地点")
    CONTACT = "contact", _("联系方式")
    CONFIRM = "confirm", _("确认")


class WechatUser(models.Model):
    """One person as WeChat names them to this account (openid). The name is encrypted; the index finds it again."""

    openid = EncryptedText(verbose_name="openid")
    openid_index = models.BinaryField(max_length=16, unique=True, editable=False)
    is_following = models.BooleanField(_("关注中"), default=True)
    since = models.DateTimeField(_("首次来信"))
    heard_at = models.DateTimeField(_("最近来信"))
    step = models.CharField(_("正在填写"), max_length=8, choices=Step, blank=True, default="")
    # What was said so far, as JSON. It is dropped when it was submitted, given up, or left lying.
    draft = EncryptedText(verbose_name=_("草稿"))

    class Meta:
        verbose_name = _("微信用户")
        verbose_name_plural = _("微信用户")
        indexes = [
            models.Index(fields=["heard_at"], name="wechat_draft_left_lying", condition=~models.Q(draft=b""))
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WechatCase(models.Model):
    """A case that somebody submitted here, or opened with its query code: from then on they may ask after it."""

    user = models.ForeignKey(WechatUser, models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    since = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("微信用户的诉求")
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="wechat_case_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.case_id}"


class Heard(models.Model):
    """A message that was answered, so that WeChat's repetitions of it get the same answer and do nothing twice."""

    key = models.BinaryField(max_length=16, primary_key=True, editable=False)
    at = models.DateTimeField(_("时间"))
    answer = EncryptedText(verbose_name=_("答复"))

    class Meta:
        verbose_name = verbose_name_plural = _("已答复的消息")
        indexes = [models.Index(fields=["at"], name="heard_when")]

    def __str__(self) -> str:
        return bytes(self.key).hex()
