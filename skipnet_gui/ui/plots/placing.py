"""Where names go so that no text lies on text. No Qt here."""

from collections.abc import Sequence

import numpy as np

from skipnet_gui.core.functions import Array


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near the wanted ones, at least ``gap`` apart, between two ends.

    Neighbours that would touch form a block, centred on the mean of what its members
    want (pool adjacent violators). Their order is kept, ties by position in the list.
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    blocks: list[list[float]] = []  # start, members
    for index in order:
        blocks.append([_within(wanted[index], low, high), 1])
        while len(blocks) > 1 and blocks[-1][0] < blocks[-2][0] + blocks[-2][1] * gap:
            start, count = blocks.pop()
            first, members = blocks[-1]
            mean = (first * members + (start - members * gap) * count) / (members + count)
            room = high - (members + count - 1) * gap
            blocks[-1] = [_within(mean, low, max(room, low)), members + count]
    places = [start + k * gap for start, count in blocks for k in range(int(count))]
    found = [0.0] * len(wanted)
    for index, place in zip(order, places, strict=True):
        found[index] = place
    return found


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def distinct(places: Array, gap: float, most: int, kept: Sequence[int] = ()) -> list[int]:
    """Return the numbers of at most ``most`` places, ``gap`` apart, far from each other.

    Those of ``kept`` that still keep apart stay, so that names do not flicker; then the
    place farthest from all chosen ones is added, again and again.
    """
    chosen: list[int] = []
    for index in kept:
        if len(chosen) < most and all(abs(places[index] - places[i]) >= gap for i in chosen):
            chosen.append(index)
    if not chosen and len(places):
        chosen = [int(np.argmin(places))]
    distance = np.full(len(places), np.inf)
    for index in chosen:
        distance = np.minimum(distance, np.abs(places - places[index]))
    while len(chosen) < most:
        farthest = int(np.argmax(distance))
        if distance[farthest] < gap:
            break
        chosen.append(farthest)
        distance = np.minimum(distance, np.abs(places - places[farthest]))
    return sorted(chosen)
