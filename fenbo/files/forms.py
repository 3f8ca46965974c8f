"""A form field for several files at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fenbo.core.errors import InvalidInput
from fenbo.files.kinds import ACCEPT
from fenbo.files.operations import Prepared, prepare_all


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT, **(attrs or {})})


class FilesField(forms.FileField):
    """Cleans to a list of `Prepared`, so that a form tells of a bad file before anything is submitted."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Prepared]:
        chosen = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if not chosen and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        try:
            return prepare_all(chosen)
        except InvalidInput as refusal:
            raise ValidationError(str(refusal.message)) from refusal
