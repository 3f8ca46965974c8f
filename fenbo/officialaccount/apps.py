from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficialAccountConfig(AppConfig):
    name = "fenbo.officialaccount"
    verbose_name = _("公众号接口")
