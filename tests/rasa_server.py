"""The real Rasa server with the trained model, started once for a whole run of tests.

Import ``nlu_server`` in tests/conftest.py; tests that use it carry the mark ``rasa``.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlu.client import NluClient
from nlu.serve import start, stop, wait_until_ready
from nlu.train import python, train

START_SECONDS = 120.0
TIMEOUT = 5.0
"""Not the product's half second: a test must not fail because another program is busy."""


@pytest.fixture(scope="session")
def nlu_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server of ``nlu_server`` says about itself."""
    return tmp_path_factory.mktemp("nlu") / "nlu.log"


@pytest.fixture(scope="session")
def nlu_server(nlu_log: Path) -> Iterator[NluClient]:
    """A client of the real server; trains first when the model is not current."""
    if python() is None:
        pytest.skip("there is no NLU environment (make setup): tests with the real Rasa server are left out")
    train(lambda line: None)
    port = free_port()
    process = start(port, nlu_log)
    try:
        assert wait_until_ready(port, START_SECONDS, process), nlu_log.read_text("utf-8")[-2000:]
        yield NluClient(port, TIMEOUT)
    finally:
        stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
