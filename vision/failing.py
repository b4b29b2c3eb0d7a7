"""The one way in which reading says no."""

from __future__ import annotations


class CannotReadError(Exception):
    """Nothing can be read here: a code for programs, a Chinese sentence with the next step for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence
