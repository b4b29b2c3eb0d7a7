"""The one refusal that every layer understands."""

from __future__ import annotations


class RuleBroken(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """A step or a value that the rules refuse; nothing has been changed.

    `code` is stable for programs, `message` is a Chinese sentence for people with the next step,
    `path` names the field it belongs to (`device.model`, `parameters.rated_load_moment`,
    `attachments.nameplate_photo`), empty where it concerns the whole.
    """

    status = 422

    def __init__(self, code: str, message: str, *, path: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path


class StepRefused(RuleBroken):
    """The step does not apply now: wrong state, a stale page, or somebody else was first."""

    status = 409


class NotAllowed(RuleBroken):
    """The person may see the thing, but the role does not allow this step."""

    status = 403
