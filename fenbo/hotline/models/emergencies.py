"""What is no matter for this hotline but for those who come at once (紧急电话)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Service(models.TextChoices):
    POLICE = "110", _("110 报警")
    FIRE = "119", _("119 火警")
    AMBULANCE = "120", _("120 急救")


class EmergencyWord(models.Model):
    """A word at which an agent is warned while typing, and who is to be called then."""

    word = models.CharField(_("紧急词"), max_length=20, unique=True)
    service = models.CharField(_("转至"), max_length=3, choices=Service)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("紧急词")

    def __str__(self) -> str:
        return self.word
