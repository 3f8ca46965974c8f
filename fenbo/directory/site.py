"""The administration as a place: one door, and a policy of its own for the scripts of the package that draws it."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import secure_admin_login
from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest
from unfold.sites import UnfoldAdminSite

# The package's components evaluate expressions and set styles. Only pages behind an administrator's login are let
# off; every other page of the site keeps the strict policy.
loosened = csp_update({"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]})


class Administration(UnfoldAdminSite):
    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        return loosened(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """No sign-in of its own, which would pass by the second factor and the lockout."""
        enter: Callable[..., Any] = secure_admin_login(super().login)  # type: ignore[no-untyped-call]
        return enter(request, extra_context)
