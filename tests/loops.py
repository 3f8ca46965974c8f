"""Running what is asynchronous."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run(story: Coroutine[Any, Any, Result]) -> Result:
    """In a thread of its own: browser tests of the same process leave a loop running in the main thread."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(story)).result()
