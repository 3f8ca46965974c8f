from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    name = "fenbo.publication"
    verbose_name = _("公示")

    def ready(self) -> None:
        from fenbo.publication import checking, reactions

        checking.enlist()
        reactions.register()
