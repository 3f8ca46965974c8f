"""A browser that is the telephone of a seat."""

import hmac

from django.conf import settings

from fenbo.hotline.models import Session


def key_of(session: Session) -> str:
    """What the browser proves itself by: of this session alone, and worth nothing once it has ended."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"hotline phone {session.pk}".encode(), "sha256").hex()[
        :32
    ]
