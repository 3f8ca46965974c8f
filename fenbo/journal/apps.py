from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "fenbo.journal"
    verbose_name = _("办理记录")
