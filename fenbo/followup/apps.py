from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "fenbo.followup"
    verbose_name = _("回访")

    def ready(self) -> None:
        from fenbo.followup.reactions import register

        register()
