"""Room for the interpreter's stack: no depth of calls at which a loop asks the system for memory again and again."""

from __future__ import annotations

import resource
import threading

from ground.stack_room import with_room

CALLS, DEPTHS = 400, 400


def faults() -> int:
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt


def leaf(_number: int) -> None:
    return None


def looping(depth: int) -> int:
    """The faults of a loop of calls, so many calls further down."""
    if depth:
        return looping(depth - 1)
    before = faults()
    for number in range(CALLS):
        leaf(number)
    return faults() - before


def worst() -> int:
    return max(looping(depth) for depth in range(DEPTHS))


@with_room
def worst_with_room() -> int:
    """The same loops below a function with room."""
    return max(looping(depth) for depth in range(DEPTHS))


def alone(function) -> int:
    """What it answers in a thread of its own, whose stack is fresh."""
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(function()))
    thread.start()
    thread.join()
    return answers[0]


def test_with_room_no_depth_of_calls_costs_a_piece_of_memory_each_time():
    assert alone(worst_with_room) < CALLS / 4 < alone(worst)


def test_a_function_with_room_is_the_same_function():
    @with_room
    def double(number: int, *, by: int = 2) -> int:
        """Twice."""
        return number * by

    assert (double(4), double(4, by=3), double.__name__, double.__doc__) == (8, 12, "double", "Twice.")
