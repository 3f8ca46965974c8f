"""What every desk shares: forms that remember which version of a case they were filled in for, and how an
operation is run from a form."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from fenbo.core.errors import Refused
from fenbo.core.forms import refuse

Result = TypeVar("Result")
# Told as pages of their own: there is nothing that the form could say about them.
CLOSED_DOORS = (403, 404)
CONFLICT = 409


class DeskForm(forms.Form):
    """A form about one case. `version` is what the page showed, and what the operation compares."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        version: int | None = None,
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, initial={"version": version, **(initial or {})}, **kwargs)

    def renew(self, version: int) -> None:
        """Let the form be sent again after its writer has seen what changed meanwhile."""
        if self.is_bound:
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("version")] = str(version)
            self.data = data

    def given(self) -> dict[str, Any]:
        """The cleaned values as an operation takes them: without empty choices, the version included."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


def perform(
    request: HttpRequest,
    form: forms.Form,
    operation: Callable[[dict[str, Any]], Result],
    *,
    done: object,
    to: str | Callable[[Result], str],
    again: Callable[[int], HttpResponse],
) -> HttpResponse:
    """Run an operation with what the form holds, say that it is `done` and lead on to `to` (POST, redirect, GET).

    When the form or the operation refuses, `again(status)` shows the same page with everything typed: 422 for
    something to correct, 409 when somebody was faster. Out of scope and missing duty become pages of their own.
    """
    if not form.is_valid():
        return again(422)
    values = form.given() if isinstance(form, DeskForm) else form.cleaned_data
    try:
        result = operation(values)
    except Refused as refusal:
        if refusal.status in CLOSED_DOORS:
            raise
        return again(refuse(form, refusal))
    messages.success(request, str(done))
    return redirect(to(result) if callable(to) else to)
