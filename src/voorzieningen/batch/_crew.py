"""Worker processes that do one numbered piece of work at a time; when one dies it is known which piece it had."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

import pyarrow as pa

from voorzieningen.errors import VoorzieningenError

_T = TypeVar("_T")
_TRIES = 2


class Lost(Exception):
    """A worker died over the same piece of work twice; `number` says which."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Failed(Exception):
    """Something went wrong that nobody foresaw, over the piece `number`; `trace` is for a developer and may hold data."""

    def __init__(self, number: int, trace: str) -> None:
        super().__init__(number)
        self.number, self.trace = number, trace


@dataclass(frozen=True, slots=True)
class _Fault:
    error: Exception | None
    trace: str


@dataclass(slots=True)
class _Worker(Generic[_T]):
    process: BaseProcess
    line: Connection[Any, Any]
    number: int = -1


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(work: Callable[[int], _T], numbers: Sequence[int], size: int) -> Generator[_T, None, None]:
    """What `work` makes of each number, as it comes, by at most `size` processes; `work` is pickled to them once.

    A piece whose worker dies is tried once more by another. Raises Lost, Failed, and as they are the errors a worker raises on
    purpose and those of the disk; all workers have gone then, also when the caller stops.
    """
    todo, tries = deque(numbers), Counter[int]()
    crew: dict[Connection[Any, Any], _Worker[_T]] = {}
    try:
        while todo or crew:
            while todo and len(crew) < size:
                worker = _hire(work)
                crew[worker.line] = worker
                _give(worker, todo.popleft())
            for line in wait(list(crew)):
                assert isinstance(line, Connection)
                worker = crew[line]
                try:
                    answer = line.recv()
                except (EOFError, OSError):
                    del crew[line]
                    line.close()
                    worker.process.join()
                    tries[worker.number] += 1
                    if tries[worker.number] == _TRIES:
                        raise Lost(worker.number) from None
                    todo.appendleft(worker.number)
                    continue
                if isinstance(answer, _Fault):
                    raise answer.error or Failed(worker.number, answer.trace)
                if todo:
                    _give(worker, todo.popleft())
                else:
                    del crew[line]
                    line.close()
                    worker.process.join()
                yield answer
    finally:
        for worker in crew.values():
            worker.process.terminate()
            worker.line.close()
        for worker in crew.values():
            worker.process.join()


def _hire(work: Callable[[int], _T]) -> _Worker[_T]:
    # Spawned: a forked process would share the threads and locks of Arrow.
    context = get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()  # so that the line ends when the worker does
    return _Worker(process, mine)


def _give(worker: _Worker[_T], number: int) -> None:
    worker.number = number
    with suppress(OSError):  # it died while it waited, and its line says so
        worker.line.send(number)


def _serve(line: Connection[Any, Any], work: Callable[[int], Any]) -> None:
    """The life of a worker: until the line ends, or the process at the other side."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C too, and decides
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    pa.set_cpu_count(1)
    while True:
        try:
            number = line.recv()
        except EOFError:
            return
        try:
            answer = work(number)
        except (VoorzieningenError, OSError) as error:
            answer = _Fault(error, "")
        except Exception:
            answer = _Fault(None, traceback.format_exc())
        line.send(answer)


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
