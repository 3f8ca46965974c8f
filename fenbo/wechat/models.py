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


class Late(models.Model):
    """A message whose answer did not come in time: it is worked out by a job, sent by itself, and then forgotten."""

    heard = models.OneToOneField(Heard, models.CASCADE, primary_key=True, related_name="late")
    # The message as JSON until its answer was sent or given up.
    message = EncryptedText(verbose_name=_("消息"))
    is_answered = models.BooleanField(_("已有答复"), default=False)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_try_at = models.DateTimeField(_("下次"))
    done_at = models.DateTimeField(_("了结"), null=True)
    # Why WeChat never took it: its number.
    code = models.CharField(_("返回码"), max_length=12, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = _("迟到的答复")
        indexes = [
            models.Index(fields=["next_try_at"], name="late_due", condition=models.Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return bytes(self.pk).hex()


class Medium(models.Model):
    """A photo or voice for the request that somebody is writing; `draft` is the key with which that is submitted."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待取")
        KEPT = "kept", _("已收")
        REFUSED = "refused", _("未收")

    user = models.ForeignKey(WechatUser, models.CASCADE, related_name="media")
    draft = models.UUIDField(_("草稿"))
    media_id = models.CharField(max_length=200)
    kind = models.CharField(_("类型"), max_length=10)
    at = models.DateTimeField(_("时间"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_try_at = models.DateTimeField(_("下次"))

    class Meta:
        verbose_name = verbose_name_plural = _("微信里的照片和语音")
        constraints = [models.UniqueConstraint(fields=["draft", "media_id"], name="wechat_medium_once")]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="wechat_medium_due", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["at"], name="wechat_medium_when"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
