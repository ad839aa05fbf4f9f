"""The errors that a use case raises, for front ends: they know `app` and nothing below it. The tree is in storage.errors."""

from storage.errors import MachineError, SidingError, UserError, from_os

__all__ = ["MachineError", "SidingError", "UserError", "from_os"]
