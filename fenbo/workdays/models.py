"""Days on which this province differs from the yearly notice of the State Council."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayOverride(models.Model):
    """One day that is worked or free whatever the notice says: snow, an epidemic, a prefecture's founding day."""

    day = models.DateField(_("日期"), primary_key=True)
    is_workday = models.BooleanField(_("是工作日"))
    name = models.CharField(_("事由"), max_length=40)

    class Meta:
        verbose_name = _("工作日调整")
        verbose_name_plural = _("工作日调整")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"
