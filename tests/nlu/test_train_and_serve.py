"""How training and serving are decided and started, without Rasa itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from humiao.errors import HumiaoError
from nlu import serve, train
from tests.rasa_server import free_port

READER = "nlu/encoder/reading.py"


@pytest.fixture
def no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with neither models nor an NLU environment."""
    monkeypatch.setattr(train, "MODELS", tmp_path / "models")
    monkeypatch.setattr(train, "ENVIRONMENT", tmp_path / "none")
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def test_the_stamp_stays_while_nothing_changes() -> None:
    assert train.stamp() == train.stamp()


@pytest.mark.parametrize(
    "changed",
    [
        "data/nlu/greet.yml",
        "data/words/domain.txt",
        "nlu/components/cues.py",
        "config.yml",
        "nlu/encoder/artefact/card.json",
    ],
)
def test_the_stamp_changes_with_whatever_the_model_is_made_of(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("config.yml", "domain.yml", "humiao/text.py", "humiao/vocabulary.py", READER, changed):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before", "utf-8")
    monkeypatch.setattr(train, "ROOT", tmp_path)
    before = train.stamp()
    (tmp_path / changed).write_text("after", "utf-8")

    assert train.stamp() != before


def test_training_does_nothing_when_the_model_is_current(no_environment: Path) -> None:
    (no_environment / f"humiao-{train.stamp()}.tar.gz").touch()

    assert train.train(lambda line: None) is False


def test_training_without_an_environment_says_what_to_do(no_environment: Path) -> None:
    with pytest.raises(HumiaoError, match="HM071"):
        train.train(lambda line: None)


def test_an_older_model_serves_until_there_is_a_newer_one(no_environment: Path) -> None:
    older = no_environment / "humiao-0000000000000000.tar.gz"
    older.touch()

    assert train.model_path() == older
    assert not train.is_current()


def test_half_a_model_is_never_served(no_environment: Path) -> None:
    (no_environment / "partial-0000000000000000.tar.gz").touch()

    assert train.model_path() is None


def test_there_is_no_command_without_an_environment(no_environment: Path) -> None:
    assert serve.command(8351) is None
    with pytest.raises(HumiaoError, match="HM070"):
        serve.start(8351)


def test_without_a_server_the_rules_alone_must_do(no_environment: Path) -> None:
    with serve.serving(free_port()) as client:
        assert client is None


def test_the_server_listens_on_the_loopback_only(no_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = no_environment.parent / "none" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    (no_environment / "humiao-0000000000000000.tar.gz").touch()
    found = serve.command(8351)

    assert found is not None
    assert found[found.index("--interface") + 1] == "127.0.0.1"


def test_the_server_gets_none_of_our_secrets_and_calls_nobody() -> None:
    environ = serve.environment({"HUMIAO_MASTER_KEY": "secret", "PATH": "/bin"})

    assert environ["PATH"] == "/bin"
    assert environ["RASA_TELEMETRY_ENABLED"] == "false"
    assert "secret" not in environ.values()
