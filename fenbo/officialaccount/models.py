"""What WeChat lends the account for two hours, shared by all processes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.core.fields import EncryptedText


class Pass(models.Model):
    """An access token, or a ticket for scripts in pages (凭证). Whoever fetches a new one holds the row's lock."""

    name = models.CharField(_("名称"), max_length=20, primary_key=True)
    value = EncryptedText(verbose_name=_("凭证"))
    until = models.DateTimeField(_("有效至"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("公众号凭证")

    def __str__(self) -> str:
        return self.name
