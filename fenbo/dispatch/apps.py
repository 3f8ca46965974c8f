from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "fenbo.dispatch"
    verbose_name = _("分拨")
