from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JudgementConfig(AppConfig):
    name = "fenbo.judgement"
    verbose_name = _("研判")
