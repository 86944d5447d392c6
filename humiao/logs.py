"""Structured logs: events with ids and counts, never a person's words, name or address."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

_ALLOWED = frozenset(
    "event level timestamp error conversation ticket task channel count messages seconds attempts state "
    "kind port name status path method operator version model rules reason permanent exit_code "
    "entries problem delivery target resend permission logger exc_info update outgoing worker file".split()
)
"""Fields a log line may have: a new one is a decision, because each could carry what a child wrote."""


def set_up_logs(level: str = "info") -> None:
    """JSON lines on standard error; libraries that log requests or updates are kept quiet."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_known_fields,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_KindOnly("%(name)s %(levelname)s"))
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)


class _KindOnly(logging.Formatter):
    """Of a library's error only its kind: the message and the traceback may quote what a person wrote."""

    def formatException(self, ei: Any) -> str:
        return str(ei[0].__name__)


def only_known_fields(logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Drops every field that is not on the list: this guard fails closed."""
    return {name: value for name, value in event.items() if name in _ALLOWED}
