from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from fenbo.workdays.models import DayOverride
from fenbo.workdays.queries import calendar


@admin.register(DayOverride)
class DayOverrideAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["day", "is_workday", "name"]
    list_filter = ["is_workday"]
    search_fields = ["name"]
    date_hierarchy = "day"
    ordering = ["-day"]

    def save_model(self, request: HttpRequest, obj: DayOverride, form: object, change: bool) -> None:
        super().save_model(request, obj, form, change)
        transaction.on_commit(calendar.forget)

    def delete_model(self, request: HttpRequest, obj: DayOverride) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(calendar.forget)
