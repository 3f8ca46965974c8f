"""Model fields for personal data."""

from typing import Any

from django.db import models

from fenbo.core.secrets import decrypt, encrypt


class EncryptedText(models.BinaryField):  # type: ignore[type-arg]
    """Text stored as a Fernet token; empty stays empty. It cannot be searched: keep a blind index beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        kwargs["editable"] = kwargs.get("editable", True)
        super().__init__(*args, **kwargs)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        token = encrypt(value) if value else b""
        return super().get_db_prep_value(token, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return decrypt(bytes(value)) if value else ""

    def to_python(self, value: Any) -> str:
        return "" if value is None else str(value)

    def value_to_string(self, obj: Any) -> str:
        return str(self.value_from_object(obj))
