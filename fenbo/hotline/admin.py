"""Calls can be looked through; nobody edits what the telephone platform told."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from fenbo.directory.administration import DutyAdmin
from fenbo.hotline.models import Call


@admin.register(Call)
class CallAdmin(DutyAdmin):
    list_display = ["call_id", "began_at", "rang_seconds", "talked_seconds", "outcome", "category"]
    list_filter = ["outcome", "began_at"]
    list_select_related = ["category"]
    search_fields = ["call_id"]
    ordering = ["-began_at", "-id"]
    exclude = ["phone"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
