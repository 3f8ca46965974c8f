"""Lines, queues, seats and the score card are kept here. Calls can be looked through; nobody edits what was told."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from fenbo.directory.administration import DutyAdmin
from fenbo.hotline.models import Call, Criterion, EmergencyWord, Line, Prompt, Queue, Seat


class ReadOnly(DutyAdmin):
    """To be looked through."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Call)
class CallAdmin(ReadOnly):
    list_display = ["call_id", "began_at", "rang_seconds", "talked_seconds", "outcome", "queue", "seat"]
    list_filter = ["outcome", "began_at", "queue"]
    list_select_related = ["queue", "seat"]
    search_fields = ["call_id"]
    ordering = ["-began_at", "-id"]
    exclude = ["phone", "phone_index", "chain"]


@admin.register(Line)
class LineAdmin(DutyAdmin):
    list_display = ["number", "name", "queue", "opens", "closes", "on_holidays", "is_active"]
    list_select_related = ["queue"]
    ordering = ["number"]
    keys = ("number",)


@admin.register(Queue)
class QueueAdmin(DutyAdmin):
    list_display = ["name", "strategy", "ring_seconds", "offer_seconds", "longest_seconds", "wrap_seconds"]
    ordering = ["slug"]
    keys = ("slug",)


@admin.register(Seat)
class SeatAdmin(DutyAdmin):
    list_display = ["number", "is_active"]
    list_filter = ["queues", "is_active"]
    filter_horizontal = ["queues"]
    ordering = ["number"]
    keys = ("number",)


@admin.register(Prompt)
class PromptAdmin(ReadOnly):
    """Changed at the leader's desk, where recordings are as well."""

    list_display = ["said", "speech", "text"]
    ordering = ["said", "speech"]


@admin.register(Criterion)
class CriterionAdmin(DutyAdmin):
    """The score card. What was scored keeps the names and points of its day."""

    list_display = ["name", "points", "place", "is_active"]
    list_editable = ["points", "place", "is_active"]
    ordering = ["place", "id"]


@admin.register(EmergencyWord)
class EmergencyWordAdmin(DutyAdmin):
    list_display = ["word", "service", "is_active"]
    list_filter = ["service"]
    list_editable = ["service", "is_active"]
    ordering = ["service", "word"]
    keys = ("word",)
