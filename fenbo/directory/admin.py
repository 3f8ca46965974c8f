"""Regions, units and shifts belong to the system administrator, people and their posts to the security
administrator, and the record of what both did to the auditor."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from fenbo.core.clock import SHANGHAI, now
from fenbo.directory.administration import DutyAdmin, DutyInline, holds
from fenbo.directory.duties import Duty
from fenbo.directory.forms import PostFormSet, RegionForm, UnitForm
from fenbo.directory.models import Post, Region, Shift, Staff, Unit
from fenbo.directory.operations import refresh_admin_entry
from fenbo.directory.queries import region_codes
from fenbo.workdays.models import DayOverride
from fenbo.workdays.queries import calendar

# Rights come from posts; a second way to give them would only hide who may do what.
admin.site.unregister(Group)


def refresh(staff_ids: list[int]) -> None:
    refresh_admin_entry(staff_ids=staff_ids, on=now().astimezone(SHANGHAI).date())


@admin.register(Region)
class RegionAdmin(DutyAdmin):
    form = RegionForm
    keys = ("code",)
    lapsing = (region_codes,)
    list_display = ["code", "name", "level", "parent", "former_names"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["code", "name", "former_names"]
    autocomplete_fields = ["parent"]
    ordering = ["code"]


@admin.register(Unit)
class UnitAdmin(DutyAdmin):
    form = UnitForm
    keys = ("slug",)
    list_display = ["name", "short_name", "kind", "parent", "region", "valid_from", "valid_to"]
    list_filter = ["kind", "region__level"]
    list_select_related = ["parent", "region"]
    search_fields = ["name", "short_name", "slug"]
    autocomplete_fields = ["parent", "region"]
    ordering = ["kind", "name"]


class PostInline(DutyInline):
    model = Post
    formset = PostFormSet
    managing = Duty.SECURE
    autocomplete_fields = ["unit"]
    extra = 0


@admin.register(Staff)
class StaffAdmin(UserAdmin[Staff], DutyAdmin):  # type: ignore[misc]
    managing = Duty.SECURE
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    inlines = [PostInline]
    list_display = ["username", "full_name", "title", "is_active", "last_login"]
    list_filter = ["is_active", "posts__duty"]
    search_fields = ["username", "full_name", "title"]
    ordering = ["username"]
    readonly_fields = ["last_login", "date_joined", "is_staff"]
    filter_horizontal = ()
    add_fieldsets: Any = (
        (None, {"classes": ["wide"], "fields": ["username", "full_name", "title", "password1", "password2"]}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The phone and the password are the security administrator's alone to see and set."""
        if obj is None:
            return self.add_fieldsets
        secure = holds(request, Duty.SECURE)
        return [
            (None, {"fields": ["username", *(["password"] if secure else []), "is_active"]}),
            (_("个人信息"), {"fields": ["full_name", "title", *(["phone"] if secure else [])]}),
            (_("登录"), {"fields": ["is_staff", "last_login", "date_joined"]}),
        ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        refresh([form.instance.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody is deleted: the journal names them. Make the account inactive."""
        return False


@admin.register(Post)
class PostAdmin(DutyAdmin):
    managing = Duty.SECURE
    list_display = ["staff", "duty", "unit", "valid_from", "valid_to"]
    list_filter = ["duty", "unit__kind"]
    list_select_related = ["staff", "unit"]
    search_fields = ["staff__username", "staff__full_name", "unit__name"]
    autocomplete_fields = ["staff", "unit"]
    date_hierarchy = "valid_from"
    ordering = ["unit", "duty", "staff"]

    def save_model(self, request: HttpRequest, obj: Any, form: Form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        # A post handed from one person to another concerns both.
        refresh([pk for pk in (obj.staff_id, form.initial.get("staff")) if pk])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        refresh([obj.staff_id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        staff_ids = list(queryset.values_list("staff_id", flat=True))
        super().delete_queryset(request, queryset)
        refresh(staff_ids)


@admin.register(Shift)
class ShiftAdmin(DutyAdmin):
    list_display = ["unit", "staff", "starts_at", "ends_at"]
    list_filter = ["unit__kind"]
    list_select_related = ["unit", "staff"]
    search_fields = ["staff__username", "staff__full_name", "unit__name"]
    autocomplete_fields = ["unit", "staff"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at"]


@admin.register(DayOverride)
class DayOverrideAdmin(DutyAdmin):
    """Registered here and not in `workdays`, which lies beneath and knows no duties."""

    keys = ("day",)
    lapsing = (calendar,)
    list_display = ["day", "is_workday", "name"]
    list_filter = ["is_workday"]
    search_fields = ["name"]
    date_hierarchy = "day"
    ordering = ["-day"]


@admin.register(LogEntry)
class LogEntryAdmin(DutyAdmin):
    """What was changed here, by whom and when. Nobody writes it by hand."""

    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag", "change_message"]
    list_filter = ["action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["user__username", "user__full_name", "object_repr"]
    date_hierarchy = "action_time"
    ordering = ["-action_time"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request, Duty.AUDIT)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
