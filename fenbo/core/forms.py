"""Putting what an operation refused back on the form that asked for it."""

from django.forms import BaseForm

from fenbo.core.errors import InvalidInput, Refused


def refuse(form: BaseForm, refusal: Refused) -> int:
    """Show the refusal at its field, or above the form, with all that was typed; returns the status to answer."""
    field = refusal.field if isinstance(refusal, InvalidInput) else None
    form.add_error(field if field in form.fields else None, str(refusal.message))
    return 422 if refusal.status == 400 else refusal.status
