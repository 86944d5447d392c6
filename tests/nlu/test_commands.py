"""Commands are understood exactly, however they are typed, and nothing else is a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from humiao.errors import HumiaoError
from humiao.vocabulary import Act
from nlu.commands import Commands

COMMANDS = Commands.load(Path(__file__).resolve().parents[2] / "data" / "commands.yml")


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("你好", Act.GREET), ("您好！！", Act.GREET), ("/START", Act.GREET), ("轉人工", Act.ASK_HUMAN),
        ("人工。", Act.ASK_HUMAN),
        ("谢谢😊", Act.THANKS), ("／ｄｅｌｅｔｅ", Act.DELETE_DATA), ("嗯嗯～", Act.AFFIRM), (" 不用了 ", Act.DENY),
    ],
)  # fmt: skip
def test_a_command_is_understood_however_it_is_typed(text: str, act: Act) -> None:
    assert COMMANDS.act(text) is act


@pytest.mark.parametrize("text", ["", "！！！", "你好我被打了", "再见了大家", "删除我的数据之前我想问", "人工湖"])
def test_anything_more_than_a_command_is_none(text: str) -> None:
    assert COMMANDS.act(text) is None


@pytest.mark.parametrize("content", ["greet: [你好]\nthanks: [你好！]\n", "dance: [跳舞]\n", "greet: [\n"])
def test_a_faulty_list_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "commands.yml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(HumiaoError):
        Commands.load(path)
