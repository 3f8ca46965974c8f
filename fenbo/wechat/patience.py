"""WeChat waits five seconds for an answer, and so does nobody here longer than is left of them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection
from psycopg.errors import QueryCanceled

# As long as so little has gone, the database's own limit need not be set anew for every statement.
UNNOTICED = 0.3


class TooLong(Exception):
    """It was given up, and nothing of it happened."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Within a transaction: everything together may take so long. Raises TooLong."""
    until = time.monotonic() + seconds

    def watched(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        left = until - time.monotonic()
        if left <= 0:
            raise TooLong
        if left < seconds - UNNOTICED:
            _limit(left)
        return execute(sql, params, many, context)

    _limit(seconds)
    try:
        with connection.execute_wrapper(watched):
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise TooLong from error


def _limit(seconds: float) -> None:
    """No statement of this transaction takes longer. By the driver, beneath whatever watches statements."""
    with connection.connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true)", [f"{max(1, int(seconds * 1000))}ms"]
        )
