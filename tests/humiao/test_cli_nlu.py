"""The commands that explain, check and measure, typed as a person would type them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from humiao.assessment import Understanding
from humiao.cli import app
from humiao.errors import HumiaoError
from humiao.vocabulary import RiskLevel
from nlu import serve
from nlu.evaluation.verdicts import Verdict, Verdicts, as_text, mark

SENTENCES = """
version: "3.1"
nlu:
- intent: runaway
  examples:
  - {text: 我在桥下面过夜, metadata: {risk: red, sender: child}}
  - {text: 离家出走犯法吗, metadata: {risk: none, sender: child}}
"""


class Server:
    """An NLU server that finds everything red, or nothing at all."""

    def __init__(self, answers: bool = True) -> None:
        self.answers = answers

    def parse(self, text: str) -> Understanding | None:
        if not self.answers:
            return None
        return Understanding("runaway", 0.9, {"runaway": 0.9}, {RiskLevel.RED: 0.9}, model="m")


def type_in(*words: str) -> Result:
    return CliRunner().invoke(app, ["nlu", *words], env={"COLUMNS": "200"})


def use(server: Server | None, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def serving(port: int) -> Iterator[Server | None]:
        yield server

    monkeypatch.setattr(serve, "serving", serving)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a few sentences; rules, words and commands are the real ones."""
    real = Path(__file__).resolve().parents[2] / "data"
    for name in ("safety", "words", "commands.yml", "topic_groups.yml"):
        (tmp_path / name).symlink_to(real / name)
    for folder in ("nlu", "heldout"):
        (tmp_path / folder).mkdir()
    (tmp_path / "heldout" / "runaway.yml").write_text(SENTENCES, "utf-8")
    (tmp_path / "nlu" / "runaway.yml").write_text(
        SENTENCES.replace("桥下面", "外面网吧").replace("犯法", "要紧"), "utf-8"
    )
    monkeypatch.setenv("HUMIAO_DATA", str(tmp_path))
    return tmp_path


def test_figures_are_told_and_written_as_data_and_as_a_page(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Server(), monkeypatch)
    out, html = tmp_path / "f.json", tmp_path / "f.html"

    done = type_in("evaluate", "--out", str(out), "--html", str(html))

    assert done.exit_code == 0, done.output
    assert "2 sentences: share" in done.stdout
    assert json.loads(out.read_text("utf-8"))["columns"]["together"]["none_called_red"]["share"] == 1.0
    assert "护苗分级评测" in html.read_text("utf-8")


def test_rules_alone_need_no_server_and_another_folder_can_be_measured(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "f.json"

    done = type_in(*("evaluate", "--rules-only", "--without-disguises", "--data", str(data / "nlu"), "--out", str(out)))

    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text("utf-8"))["disguises"] is None


@pytest.mark.parametrize(("server", "id"), [(None, "HM070"), (Server(answers=False), "HM076")])
def test_nothing_is_measured_without_the_classifier(
    server: Server | None, id: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(server, monkeypatch)
    monkeypatch.setattr("nlu.evaluation.judging.PAUSES", (0.0,))

    for words in (("evaluate",), ("verdicts", "--out", str(tmp_path / "v.json"))):
        refused = type_in(*words).exception
        assert isinstance(refused, HumiaoError)
        assert refused.id == id


@pytest.mark.parametrize("option", ["--out", "--html"])
def test_a_page_that_cannot_be_written_is_said_before_measuring(option: str) -> None:
    refused = type_in("evaluate", option, "/nonexist/x").exception

    assert isinstance(refused, HumiaoError)
    assert refused.id == "HM101"


def test_a_message_is_explained_in_chinese_or_as_data(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Server(), monkeypatch)

    assert "级别：红 · 紧急" in type_in("explain", "我在桥下面").stdout
    assert json.loads(type_in("explain", "我在桥下面", "--json").stdout)["level"] == "red"


def test_a_message_is_explained_without_a_server_too(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(None, monkeypatch)

    assert "降级：" in type_in("explain", "我在桥下面").stdout


def test_the_linter_is_content_with_clean_sentences(data: Path) -> None:
    done = type_in("lint")

    assert done.exit_code == 0, done.output
    assert "findings: 0" in done.stdout


def test_the_linter_fails_on_a_leak_and_tells_it_as_data(data: Path) -> None:
    (data / "nlu" / "runaway.yml").write_text(SENTENCES, "utf-8")

    done = type_in("lint", "--json")

    assert done.exit_code == 1
    assert {finding["fault"] for finding in json.loads(done.stdout)["findings"]} == {"leak"}


def test_a_lost_danger_stops_a_release_and_is_shown(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Server(), monkeypatch)
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    assert type_in("verdicts", "--out", str(before)).exit_code == 0
    assert type_in("release-check", str(before), str(before)).exit_code == 0

    texts = ("我在桥下面过夜", "离家出走犯法吗", "我在外面网吧过夜")
    lower = {mark(text): Verdict(RiskLevel.BLUE, "runaway") for text in texts}
    after.write_text(as_text(Verdicts({"model": "n"}, lower)), "utf-8")
    done = type_in("release-check", str(before), str(after))

    assert done.exit_code == 1
    assert "high-risk verdicts lost: 2" in done.stdout
    assert "red -> blue [runaway red] 我在桥下面过夜" in done.stdout
    assert "harmless, was raised, no longer: 1" in done.stdout
