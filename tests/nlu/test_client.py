"""The client against a tiny real server on a loopback port."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from structlog.testing import capture_logs

from humiao.vocabulary import RiskLevel
from nlu.client import GUARD, MOST_CHARACTERS, NOTHING, OPEN_SECONDS, NluClient
from tests.rasa_server import free_port

ANSWER: dict[str, Any] = {
    "intent": {"name": "runaway", "confidence": 0.8},
    "topics": {"runaway": 0.8, "greet": 0.2},
    "risk": {"red": 0.7, "yellow": 0.1, "blue": 0.1, "none": 0.1},
    "entities": [{"entity": "place", "value": "车站", "start": 3, "end": 5}],
    "model": "m1",
}


class Patient(ThreadingHTTPServer):
    """Lets more callers wait at the door than the library's five."""

    request_queue_size = 64
    daemon_threads = True


class TinyServer:
    """Answers every question with ``answer`` and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: bytes = json.dumps(ANSWER).encode()
        self.status = 200
        self.drip = 0.0
        self.asked: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self._send(outer.answer)

            def do_GET(self) -> None:
                self._send(b'{"model_id": "m1"}')

            def _send(self, content: bytes) -> None:
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                try:
                    for place in range(len(content)) if outer.drip else (0,):
                        time.sleep(outer.drip)
                        self.wfile.write(content[place : place + 1] if outer.drip else content)
                except OSError:
                    self.close_connection = True  # the client went away, as it should

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self._server = Patient(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Seconds:
    """A clock in seconds that moves only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[TinyServer]:
    made = TinyServer()
    yield made
    made.close()


@pytest.fixture
def client(server: TinyServer) -> NluClient:
    return NluClient(server.port, 2.0)


def test_an_answer_becomes_an_understanding(client: NluClient) -> None:
    found = client.parse("我在车站")

    assert found is not None
    assert (found.intent, found.confidence, found.model) == ("runaway", 0.8, "m1")
    assert found.topics == {"runaway": 0.8, "greet": 0.2}
    assert found.risks[RiskLevel.RED] == 0.7
    assert client.model == "m1"


def test_entities_point_into_the_text_as_the_person_wrote_it(client: NluClient, server: TinyServer) -> None:
    found = client.parse("我在车站")

    assert server.asked == [{"text": GUARD + "我在车站"}]
    assert found is not None
    [place] = found.entities
    assert "我在车站"[place.start : place.end] == place.value


def test_a_long_message_is_heard_from_its_beginning(client: NluClient, server: TinyServer) -> None:
    client.parse("我" * 50_000)

    assert server.asked[0]["text"] == GUARD + "我" * MOST_CHARACTERS


@pytest.mark.parametrize("text", ["", " \n", "\u3000"])
def test_a_message_without_words_is_no_failure(client: NluClient, server: TinyServer, text: str) -> None:
    assert client.parse(text) is NOTHING
    assert server.asked == []


def test_half_a_character_is_sent_all_the_same(client: NluClient) -> None:
    assert client.parse("\ud83d") is not None


@pytest.mark.parametrize(
    "answer", [b"", b"not json", b"[]", b"null", b"{}", b'{"intent": null}', b'{"risk": {"purple": 1}}', b"\xff"]
)
def test_nonsense_counts_as_no_answer(client: NluClient, server: TinyServer, answer: bytes) -> None:
    server.answer = answer

    assert client.parse("你好") is None


def test_a_server_error_counts_as_no_answer(client: NluClient, server: TinyServer) -> None:
    server.status = 500

    assert client.parse("你好") is None
    assert not client.alive()


def test_a_server_that_drips_is_given_up_after_the_timeout(server: TinyServer) -> None:
    server.drip = 0.05
    began = time.monotonic()

    assert NluClient(server.port, 0.3).parse("你好") is None
    assert time.monotonic() - began < 2


def test_nobody_at_the_port_is_no_answer() -> None:
    client = NluClient(free_port(), 0.5)

    assert client.parse("你好") is None
    assert not client.alive()


def fail_three_times(client: NluClient, server: TinyServer) -> None:
    server.status = 500
    assert [client.parse("你好") for _ in range(3)] == [None, None, None]
    server.status = 200


def test_after_three_failures_in_a_row_the_server_is_left_alone_for_a_while(server: TinyServer) -> None:
    clock = Seconds()
    client = NluClient(server.port, 2.0, clock=clock)
    fail_three_times(client, server)

    assert client.parse("你好") is None
    assert len(server.asked) == 3
    clock.now += OPEN_SECONDS
    assert client.parse("你好") is not None


def test_after_the_pause_one_more_failure_is_enough(server: TinyServer) -> None:
    clock = Seconds()
    client = NluClient(server.port, 2.0, clock=clock)
    fail_three_times(client, server)
    clock.now += OPEN_SECONDS
    server.status = 500

    assert client.parse("你好") is None
    assert client.parse("你好") is None
    assert len(server.asked) == 4


def test_failures_that_are_not_in_a_row_change_nothing(client: NluClient, server: TinyServer) -> None:
    for status in (500, 500, 200, 500, 500, 200):
        server.status = status
        assert (client.parse("你好") is None) == (status == 500)


def test_whether_it_is_alive_does_not_depend_on_the_pause(server: TinyServer) -> None:
    client = NluClient(server.port, 2.0, clock=Seconds())
    fail_three_times(client, server)

    assert client.alive()


def test_an_outage_is_logged_without_what_was_written(client: NluClient, server: TinyServer) -> None:
    server.answer = json.dumps({"text": "我的秘密", "intent": {"name": "我的秘密"}}).encode()
    with capture_logs() as logged:
        client.parse("我的秘密")

    assert logged == [{"event": "nlu.no-answer", "kind": "KeyError", "log_level": "warning"}]


def test_many_threads_share_one_client(client: NluClient) -> None:
    found: list[object] = []
    ask: Callable[[], None] = lambda: found.append(client.parse("你好"))  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 16
    assert None not in found
