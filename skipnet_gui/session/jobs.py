"""Work elsewhere: questions for many networks, answered block by block by other processes.

A frozen request goes out in blocks, through any ``concurrent.futures.Executor``. A block
comes back as an answer, or, where its time was up, as the networks that are under way;
these go out again. So every piece of work is short: progress is seen, and nobody waits
long for what has been cancelled. Nothing here runs by itself: the owner polls.
"""

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import lru_cache
from multiprocessing import get_context, parent_process
from time import perf_counter
from typing import Any, NamedTuple

from skipnet_gui.core.functions import Array
from skipnet_gui.core.map_crowd import MOST_NETWORKS, Crowd
from skipnet_gui.core.map_outcomes import Codes
from skipnet_gui.core.maps import Request, advanced_for, answer

SLICE_S = 0.25  # after which a block comes back, done or not
LEAST_NETWORKS = 256  # in a block; with fewer the calls cost more than the numbers
WANTED_BLOCKS = 32  # so that a small map, too, fills in while it is computed
MOST_VALUES = 1 << 20  # networks × rows of a batch in a block
MOST_AT_ONCE = 1_024  # updates between two looks at the clock
LOW_PRIORITY = 10
ANSWER_S = 10  # for a scheduler and its workers


class Block(NamedTuple):
    """A range of a request's cells, ``last`` exclusive, and its networks once under way."""

    first: int
    last: int
    crowd: Crowd | None = None


class Answer(NamedTuple):
    """The (n,) final losses and outcomes of the cells from ``first`` on."""

    first: int
    loss: Array
    outcome: Codes


def work(packed: bytes, first: int, last: int, crowd: Crowd | None) -> Block | Answer:
    """Train a block of a packed request until it is done or the time is up."""
    request = _unpacked(packed)
    crowd = request.crowd(first, last) if crowd is None else crowd
    start, updates = perf_counter(), 1
    while not crowd.done:
        crowd = advanced_for(request, crowd, updates)
        updates = min(2 * updates, MOST_AT_ONCE)
        if not crowd.done and perf_counter() - start > SLICE_S:
            return Block(first, last, crowd)
    return Answer(first, *answer(request, crowd))


@lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Request:
    """Return a request; the same object for the blocks of one, for what it looks up."""
    request: Request = pickle.loads(packed)
    return request


def pack(request: Request) -> bytes:
    """Return a request as bytes.

    Copies are packed: what has been looked up for a spec can be large, and holds functions.
    """
    return pickle.dumps(replace(request, spec=replace(request.spec)))


class JobError(Exception):
    """Work that could not begin, or ended before its answer: what happened, what would help."""


class Job:
    """One request on its way.

    Parameters
    ----------
    executor
        What does the work.
    at_once
        How many blocks may be out; few, so that little is lost when it is cancelled.
    """

    def __init__(self, request: Request, executor: Executor, at_once: int) -> None:
        self.request = request
        self._executor, self._at_once = executor, at_once
        self._packed = pack(request)
        self._waiting = deque(blocks(request))
        self._out: dict[Future[Block | Answer], Block] = {}
        self._answered = 0
        self._send()

    @property
    def done(self) -> bool:
        """Whether every cell is answered, or the job cancelled."""
        return not self._waiting and not self._out

    @property
    def progress(self) -> float:
        """The share of all updates that are done, 0 to 1."""
        if self._answered == self.request.cells:
            return 1.0
        under_way = sum(map(_share, (*self._waiting, *self._out.values())))
        return (self._answered + under_way) / self.request.cells

    def poll(self) -> list[Answer]:
        """Return what has been answered since the last time, and send out more.

        Raises
        ------
        JobError
            If a process has died or the cluster has gone; the job is cancelled.
        """
        found = [future.result() for future in self._finished()]
        answers = [each for each in found if isinstance(each, Answer)]
        self._waiting.extendleft(each for each in found if isinstance(each, Block))
        self._answered += sum(len(each.loss) for each in answers)
        self._send()
        return answers

    def _finished(self) -> list[Future[Block | Answer]]:
        finished = [future for future in self._out if future.done()]
        for future in finished:
            error = CancelledError() if future.cancelled() else future.exception()
            if error is not None:
                self.close()
                problem = f"the work was ended by {type(error).__name__}: {error}; begin it again"
                raise JobError(problem) from error
            del self._out[future]
        return finished

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait until something can be polled."""
        wait(self._out, timeout_s, FIRST_COMPLETED)

    def close(self) -> None:
        """Drop what is not answered; blocks that are out end unheard."""
        for future in self._out:
            future.cancel()
        self._waiting.clear()
        self._out.clear()

    def _send(self) -> None:
        while self._waiting and len(self._out) < self._at_once:
            block = self._waiting.popleft()
            with _interrupts_held():
                future = self._executor.submit(work, self._packed, *block)
            self._out[future] = block


def blocks(request: Request) -> Iterator[Block]:
    """Yield the blocks of a request."""
    rows = min(request.spec.batch_size, request.spec.rows)
    size = min(MOST_NETWORKS, max(LEAST_NETWORKS, -(-request.cells // WANTED_BLOCKS)))
    size = max(1, min(size, MOST_VALUES // rows))
    for first in range(0, request.cells, size):
        yield Block(first, min(first + size, request.cells))


def _share(block: Block) -> float:
    """Return how many cells a block would have answered by its updates."""
    crowd = block.crowd
    if crowd is None:
        return 0.0
    return (block.last - block.first) * (crowd.step - crowd.begun) / (crowd.last - crowd.begun)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def local_workers(processes: int, low_priority: bool = False) -> ProcessPoolExecutor:
    """Return spawned processes of this machine; they start when work comes."""
    return ProcessPoolExecutor(
        processes, get_context("spawn"), _begin, (LOW_PRIORITY if low_priority else 0,)
    )


def _begin(niceness: int) -> None:
    """Set up a worker: the interrupt of the terminal is its parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when the process that began it is gone, even by kill −9."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Put off interrupts while a process may start: one that is half begun would complain.

    Processes inherit the mask, so they stay quiet from their first moment on.
    """
    if threading.current_thread() is not threading.main_thread() or os.name != "posix":
        yield
        return
    held: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: held.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if held:
        signal.raise_signal(signal.SIGINT)


class Workers:
    """The processes of the window: all cores but one, at low priority, once there is work."""

    def __init__(self, make: Callable[[], Executor] | None = None) -> None:
        self._make = make or self._local
        self._executor: Executor | None = None

    @property
    def processes(self) -> int:
        """How many there are."""
        return max(1, cores() - 1)

    def _local(self) -> Executor:
        return local_workers(self.processes, low_priority=True)

    def begin(self, request: Request) -> Job:
        """Begin to answer a request."""
        if self._executor is None:
            self._executor = self._make()
        return Job(request, self._executor, 2 * self.processes)

    def close(self) -> None:
        """Let the processes go; the next request gets new ones."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = None


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give the workers of a Dask scheduler, which do the same blocks as those of this machine.

    Raises
    ------
    JobError
        If the extra ``cluster`` is not installed, no scheduler answers, or it has no workers.
    """
    try:
        import distributed
    except ImportError as error:
        raise JobError("needs the extra cluster: pip install 'skipnet-gui[cluster]'") from error
    connect: Any = distributed.Client
    with ExitStack() as stack:
        try:
            client = stack.enter_context(connect(address, timeout=ANSWER_S, set_as_default=False))
            client.wait_for_workers(1, timeout=ANSWER_S)
        except OSError as error:
            problem = f"no scheduler with workers answers at {address}; start one, or leave it out"
            raise JobError(problem) from error
        yield client.get_executor()
