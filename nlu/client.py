"""Asks the NLU server about one message; never raises and never waits long."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog

from humiao.assessment import Entity, Understanding
from humiao.vocabulary import Act, RiskLevel

FAILURES_UNTIL_OPEN = 3
OPEN_SECONDS = 5.0
"""A server that failed three times is left alone this long: waiting for it each time would slow every reply."""
NOTHING = Understanding(str(Act.OUT_OF_SCOPE), 0.0, {}, {RiskLevel.NONE: 1.0})
"""A picture without words: there is nothing to ask the server, which is no failure of the server."""
MOST_CHARACTERS = 2000
"""The server hears the beginning of longer messages: none may hold it up for the others. The rules read all."""
GUARD = "\u200b"
"""Sent before every text: Rasa strips blanks, which moves offsets, and takes "/…" for a command of its own."""
_log = structlog.get_logger(__name__)


class NluClient:
    """``timeout_s`` is the longest wait for one answer, in seconds. Safe to share between threads."""

    def __init__(self, port: int, timeout_s: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._port = port
        self._timeout = timeout_s
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._silent_until = 0.0
        self._model = ""

    @property
    def model(self) -> str:
        """The model that answered last; empty before the first answer."""
        return self._model

    def parse(self, text: str) -> Understanding | None:
        """What the server makes of ``text``; None when it is down, slow or talks nonsense."""
        if not text.strip():
            return NOTHING
        with self._lock:
            if self._clock() < self._silent_until:
                return None
        try:
            found = _understanding(self._ask("POST", "/model/parse", {"text": GUARD + text[:MOST_CHARACTERS]}))
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
            # Only the kind of failure: some of these errors quote what was sent.
            _log.warning("nlu.no-answer", kind=type(error).__name__)
            self._failed()
            return None
        with self._lock:
            self._failures = 0
            self._model = found.model
        return found

    def alive(self) -> bool:
        """Whether the server answers now and has a model; does not touch the circuit."""
        try:
            return bool(self._ask("GET", "/status").get("model_id"))
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            return False

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_UNTIL_OPEN:
                # The count starts over only with an answer: after the pause one more failure is enough.
                self._silent_until = self._clock() + OPEN_SECONDS

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        """The server's JSON; raises TimeoutError when the whole exchange takes longer than allowed."""
        deadline = self._clock() + self._timeout
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=self._timeout)
        try:
            content = json.dumps(body).encode() if body is not None else None
            connection.request(method, path, content, {"Content-Type": "application/json"})
            response = connection.getresponse()
            content = _read(response, connection, lambda: deadline - self._clock())
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise http.client.HTTPException(f"status {response.status}")
        return json.loads(content)


def _read(
    response: http.client.HTTPResponse, connection: http.client.HTTPConnection, left: Callable[[], float]
) -> bytes:
    # A socket's timeout counts from the last byte: a server that drips would otherwise hold us for ever.
    parts: list[bytes] = []
    while True:
        if left() <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left())
        part = response.read1(65536)
        if not part:
            return b"".join(parts)
        parts.append(part)


def _understanding(answer: dict[str, Any]) -> Understanding:
    """Raises KeyError, TypeError or ValueError when the answer is not one of our model's."""
    return Understanding(
        intent=str(answer["intent"]["name"]),
        confidence=float(answer["intent"]["confidence"]),
        topics={str(name): float(share) for name, share in answer["topics"].items()},
        risks={RiskLevel(name): float(share) for name, share in answer["risk"].items()},
        entities=tuple(
            Entity(str(one["entity"]), str(one["value"]), int(one["start"]) - len(GUARD), int(one["end"]) - len(GUARD))
            for one in answer["entities"]
        ),
        model=str(answer["model"]),
    )
