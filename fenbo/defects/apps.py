from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DefectsConfig(AppConfig):
    name = "fenbo.defects"
    verbose_name = _("网站找错")
