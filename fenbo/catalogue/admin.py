"""The dispatch catalogue is the administrator's to keep; editors of the centre ask for changes."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fenbo.catalogue.forms import CategoryForm, DispatchRuleForm, RuleFormSet
from fenbo.catalogue.models import Category, DispatchRule, TimeLimit
from fenbo.catalogue.queries import category_codes, time_limits
from fenbo.directory.administration import DutyAdmin, DutyInline


class RuleInline(DutyInline):
    model = DispatchRule
    form = DispatchRuleForm
    formset = RuleFormSet
    fields = ["region", "lead", "co_units", "valid_from", "valid_to"]
    autocomplete_fields = ["region", "lead", "co_units"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[DispatchRule]:
        """The general rules; those of single places are a list of their own."""
        rules: QuerySet[DispatchRule] = super().get_queryset(request)
        return rules.filter(region=None)


@admin.register(Category)
class CategoryAdmin(DutyAdmin):
    form = CategoryForm
    keys = ("code",)
    lapsing = (category_codes,)
    list_display = ["code", "name", "parent", "is_active"]
    list_filter = ["is_active", ("parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]
    ordering = ["code"]
    inlines = [RuleInline]


@admin.register(DispatchRule)
class DispatchRuleAdmin(DutyAdmin):
    form = DispatchRuleForm
    list_display = ["category", "region_or_everywhere", "lead", "co_unit_names", "valid_from", "valid_to"]
    list_filter = ["category__parent", "lead__kind", "region__level"]
    list_select_related = ["category", "region", "lead"]
    search_fields = ["category__name", "category__code", "region__name", "lead__name"]
    autocomplete_fields = ["category", "region", "lead", "co_units"]
    date_hierarchy = "valid_from"
    ordering = ["category", "region"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DispatchRule]:
        rules: QuerySet[DispatchRule] = super().get_queryset(request)
        return rules.prefetch_related("co_units")

    @admin.display(description=_("地区"), ordering="region")
    def region_or_everywhere(self, rule: DispatchRule) -> str:
        return str(rule.region or _("各地"))

    @admin.display(description=_("协办单位"))
    def co_unit_names(self, rule: DispatchRule) -> str:
        return "、".join(str(unit) for unit in rule.co_units.all())


@admin.register(TimeLimit)
class TimeLimitAdmin(DutyAdmin):
    lapsing = (time_limits,)
    list_display = ["hop", "kind", "urgency", "amount", "unit", "valid_from", "valid_to"]
    list_filter = ["hop", "kind", "urgency"]
    search_fields = ["hop"]
    date_hierarchy = "valid_from"
    ordering = ["hop", "kind", "urgency"]
