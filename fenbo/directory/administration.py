"""Who may do what in the administration: it follows from duties, as everywhere else."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from fenbo.core.clock import now
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.duties import Duty
from fenbo.directory.models import Staff


class ByDuty:
    """Open to those who hold `managing`, for reading also to the auditor; a superuser is for the first day only."""

    managing = Duty.ADMINISTER

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._holds(request, Duty.AUDIT) or self._manages(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._manages(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._manages(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def _manages(self, request: HttpRequest) -> bool:
        return self._holds(request, self.managing)

    def _holds(self, request: HttpRequest, duty: Duty) -> bool:
        user = request.user
        if not isinstance(user, Staff) or not user.is_active:
            return False
        return user.is_superuser or _actor(request, user).has(duty)


class DutyAdmin(ByDuty, ModelAdmin):  # type: ignore[misc]
    """The base of every model's administration here."""


class DutyInline(ByDuty, TabularInline):  # type: ignore[misc]
    """Rows beneath another row, under the same duties."""


def _actor(request: HttpRequest, user: Staff) -> Actor:
    """Loaded once a request, although every model on the page asks."""
    actor: Actor | None = getattr(request, "_duties_in_administration", None)
    if actor is None:
        actor = of_staff(user, now())
        request._duties_in_administration = actor  # type: ignore[attr-defined]
    return actor
