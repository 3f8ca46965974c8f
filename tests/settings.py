"""The settings under test: the product's own, with quicker passwords and no collected static files."""

import os
import sys
from typing import Any, cast

from config.places import BASE_DIR

os.environ.setdefault("FENBO_VAR", str(BASE_DIR / "var" / "test"))

from config.settings import *  # noqa: F403
from config.settings import STATIC_ROOT, STORAGES, TEMPLATES


class Undefined(str):
    """Fails the test when one of our own templates shows a variable that nobody gave it."""

    __slots__ = ()

    def __mod__(self, variable: Any) -> str:
        context = sys._getframe(1).f_locals["context"]
        template = context.render_context.template or context.template
        if str(template.origin.name).startswith(str(BASE_DIR / "fenbo")):
            raise AssertionError(f"{template.origin.name}: nobody gave {variable}")
        return ""


for engine in TEMPLATES:
    engine["OPTIONS"] = {**cast(dict[str, Any], engine["OPTIONS"]), "string_if_invalid": Undefined("%s")}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# What a test has just changed is counted at once.
RAIL_SECONDS = 0
