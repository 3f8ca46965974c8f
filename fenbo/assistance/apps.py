from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssistanceConfig(AppConfig):
    name = "fenbo.assistance"
    verbose_name = _("机器代拟")
