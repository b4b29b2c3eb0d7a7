"""What is wrong with a catalogue file, said at its entry."""

from __future__ import annotations


class CatalogueError(ValueError):
    """An entry of the catalogue is wrong; `entry` names it, for the person who edits the file."""

    def __init__(self, entry: str, problem: str) -> None:
        super().__init__(f"{entry}: {problem}")
        self.entry = entry
        self.problem = problem
