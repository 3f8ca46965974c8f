from django.apps import AppConfig
from django.contrib.admin import apps as administration
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "fenbo.directory"
    verbose_name = _("机构人员")
    default = True


class AdministrationConfig(administration.AdminConfig):
    """Django's administration with our site in it."""

    default = False
    default_site = "fenbo.directory.site.Administration"
