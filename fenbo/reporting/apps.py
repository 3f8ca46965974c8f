from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "fenbo.reporting"
    verbose_name = _("统计")

    def ready(self) -> None:
        from fenbo.reporting import checking

        checking.enlist()
