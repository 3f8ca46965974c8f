from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "fenbo.supervision"
    verbose_name = _("督办")

    def ready(self) -> None:
        from fenbo.supervision.reactions import register

        register()
