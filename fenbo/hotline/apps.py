from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HotlineConfig(AppConfig):
    name = "fenbo.hotline"
    verbose_name = _("热线")

    def ready(self) -> None:
        from fenbo.catalogue.seeding import demonstrations
        from fenbo.hotline.operations.laying import lay_defaults

        demonstrations["hotline"] = lambda _now: lay_defaults()
