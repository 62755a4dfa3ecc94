"""Follows user events and keeps the directory of active users."""

from worker.consumer import Tally, consume, drain
from worker.directory import Directory
from worker.events import EventError, UserEvent, decode, encode

__all__ = [
    "Directory",
    "EventError",
    "Tally",
    "UserEvent",
    "consume",
    "decode",
    "drain",
    "encode",
]
