"""The local time, for what is shown; deadlines are judged by `app`."""

from datetime import datetime


def now() -> datetime:
    """Return this moment in the machine's zone."""
    return datetime.now().astimezone()
