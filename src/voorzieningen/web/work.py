"""Computing beside the server: in a thread of its own, with a limit in time."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio import to_thread

T = TypeVar("T")
SECONDS = 10.0
"""How long one answer may take."""
_LOG = logging.getLogger("voorzieningen.web")


class Busy(Exception):
    """An answer took too long."""


async def within(work: Callable[[], T], seconds: float | None = None) -> T:
    """The result of some work in a thread. Raises Busy when it takes longer than so many seconds, SECONDS if not said."""
    try:
        with anyio.fail_after(SECONDS if seconds is None else seconds):
            return await to_thread.run_sync(work, abandon_on_cancel=True)
    except TimeoutError:
        raise Busy from None


def note(error: BaseException) -> None:
    """Logs where something went wrong; neither the message nor any value, because those may be of a household."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    _LOG.error("%s in %s:%s", type(error).__name__, last.filename, last.lineno)
