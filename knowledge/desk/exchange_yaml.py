"""Answers as YAML files, in the very shape of data/knowledge: written for people, read back exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.desk.content import DAYS, stored
from knowledge.desk.exchange import Incoming
from knowledge.desk.exchange_sheets import Trouble

LARGEST = 1024 * 1024
"""Bytes of one file: the longest answer has less than twenty thousand."""
ORDER = (
    "id", "title", "topic", "floor", "questions", "child", "adult", "steps", "citations", "rules",
    "contacts", "related", "never", "author", "reviewer", "reviewed_at", "review_by",
)  # fmt: skip
_FLOWING = ("contacts", "related", "never")


class _Block(str):
    """A text over several lines."""


class _Flow(list[str]):
    """A list in one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))
_Dumper.add_representer(_Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|"))
_Dumper.add_representer(
    _Flow, lambda dumper, rows: dumper.represent_sequence("tag:yaml.org,2002:seq", rows, flow_style=True)
)


def as_yaml(content: Mapping[str, Any]) -> str:
    """One answer as its file."""
    ordered = {key: _shaped(key, content[key]) for key in (*ORDER, *content) if key in content}
    return yaml.dump(ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def write_folder(folder: Path, contents: Sequence[Mapping[str, Any]]) -> int:
    """One file per answer; other files of the folder are left alone. How many were written."""
    folder.mkdir(parents=True, exist_ok=True)
    for content in contents:
        (folder / Path(f"{content['id']}.yml").name).write_text(as_yaml(content), encoding="utf-8")
    return len(contents)


def read_files(path: Path) -> tuple[list[Incoming], list[Trouble]]:
    """The answers of a file, or of every .yml file of a folder, and what could not be read."""
    coming: list[Incoming] = []
    troubles: list[Trouble] = []
    for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
        found = _read(file)
        if isinstance(found, Trouble):
            troubles.append(found)
        else:
            coming.append(found)
    if not coming and not troubles:
        troubles.append(Trouble(path.name, "这里没有 .yml 文件"))
    return coming, troubles


def _read(file: Path) -> Incoming | Trouble:
    try:
        if file.stat().st_size > LARGEST:
            return Trouble(file.name, "文件太大")
        text = file.read_text(encoding="utf-8")
        node, data = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f" 第{error.problem_mark.line + 1}行" if error.problem_mark else ""
        return Trouble(f"{file.name}{line}", f"不是完好的 YAML：{error.problem or '格式错误'}")
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        return Trouble(file.name, f"读不出来（{type(error).__name__}）")
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        return Trouble(file.name, "不是一篇答案：要有 id、title 等字段")
    lines = {key.value: key.start_mark.line + 1 for key, _ in node.value} if isinstance(node, yaml.MappingNode) else {}
    if data.get("id") != file.stem:
        line = f" 第{lines['id']}行" if "id" in lines else ""
        return Trouble(f"{file.name}{line}", "id 和文件名不一样")

    def place(key: str) -> str:
        return f"{file.name} 第{lines[key]}行 {key}" if key in lines else file.name

    return Incoming(str(data["id"]), stored(data), place)


def _shaped(key: str, value: Any) -> Any:
    if key in DAYS and isinstance(value, str) and value:
        return date.fromisoformat(value)
    if isinstance(value, str) and "\n" in value:
        return _Block(value)
    if isinstance(value, list) and (key in _FLOWING or not value):
        return _Flow(value)
    return value
