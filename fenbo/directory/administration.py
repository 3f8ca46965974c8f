"""Who may do what in the administration: it follows from duties, as everywhere else."""

from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from fenbo.core.clock import now
from fenbo.core.lapsing import Lapsing
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.duties import ADMINISTRATION, Duty
from fenbo.directory.forms import PeriodForm
from fenbo.directory.models import Staff


class ByDuty:
    """Read by each of the three administrators, changed by those who hold `managing` alone.

    A superuser is for the first day only, when nobody holds a post yet.
    """

    managing = Duty.ADMINISTER

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request, *ADMINISTRATION)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request, self.managing)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request, self.managing)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request, self.managing)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class DutyAdmin(ByDuty, ModelAdmin):  # type: ignore[misc]
    """The base of every model's administration here.

    `keys` are fields that name the row for others and stand once it is saved; `lapsing` are kept values that this
    process must read again after a change.
    """

    form: Any = PeriodForm
    keys: ClassVar[tuple[str, ...]] = ()
    lapsing: ClassVar[tuple[Lapsing[Any], ...]] = ()
    show_full_result_count = False
    warn_unsaved_form = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, *self.keys] if obj else fields

    def save_model(self, request: HttpRequest, obj: Any, form: Form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._forget()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        self._forget()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        self._forget()

    def _forget(self) -> None:
        for kept in self.lapsing:
            transaction.on_commit(kept.forget)


class DutyInline(ByDuty, TabularInline):  # type: ignore[misc]
    """Rows beneath another row, under the same duties."""

    form = PeriodForm


def holds(request: HttpRequest, *duties: Duty) -> bool:
    """Whether the person holds one of the duties today."""
    user = request.user
    if not isinstance(user, Staff) or not user.is_active:
        return False
    return user.is_superuser or any(_actor(request, user).has(duty) for duty in duties)


def _actor(request: HttpRequest, user: Staff) -> Actor:
    """Loaded once a request, although every model on the page asks."""
    actor: Actor | None = getattr(request, "_duties_in_administration", None)
    if actor is None:
        actor = of_staff(user, now())
        request._duties_in_administration = actor  # type: ignore[attr-defined]
    return actor
