"""The documentation is held to the code: a page that drifted is worse than none."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
import typer

from humiao.cli import app
from humiao.settings_page import page

ROOT = Path(__file__).resolve().parent.parent
DOCS = "\n".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*.md"))
CODE = "\n".join(
    file.read_text(encoding="utf-8")
    for part in ("humiao", "bot", "nlu", "actions", "knowledge", "cases", "console", "deploy")
    for file in (ROOT / part).rglob("*.py")
)


def test_the_settings_page_is_what_the_settings_say() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == page()


def test_every_error_id_has_its_line() -> None:
    used = set(re.findall(r'"(H[ML]\d{3})"', CODE)) | set(re.findall(r'"(HM\d{3}) ', CODE))
    told = set(re.findall(r"HM\d{3}", DOCS))
    assert {id for id in used if id.startswith("HM")} - told == set()


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for part in ("humiao", "bot", "nlu", "actions", "knowledge", "cases", "console", "deploy")
        for file in (ROOT / part).rglob("*.py")
        if "versions" not in file.parts and not file.read_text(encoding="utf-8").lstrip().startswith('"""')
    ]
    assert silent == []


FLOW = (ROOT / "docs" / "flow.md").read_text(encoding="utf-8")
NODES = re.findall(r'(\w+)\["([a-z]+/[a-z_]+\.py) ([a-z_]+)', FLOW)


def test_the_flow_chart_has_nodes() -> None:
    assert len(NODES) > 10


@pytest.mark.parametrize("node", NODES, ids=lambda node: node[0])
def test_the_flow_chart_names_functions_that_exist(node: tuple[str, str, str]) -> None:
    name, file, function = node
    assert name in (function, file.split("/")[1].removesuffix(".py")), "a node is called as its function"
    module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    found = [module, *(value for value in vars(module).values() if isinstance(value, type))]
    assert any(hasattr(place, function) for place in found), f"{file} has no {function}"


def test_links_between_pages_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name} links to {link}"


def test_every_command_has_an_example_in_its_help() -> None:
    for name, command in _commands(app):
        assert "Example: " in (command.help or command.callback.__doc__ or ""), name


def test_the_dependencies_page_names_every_library_asked_for() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    for source in ("app.in", "dev.in", "uv.in", "nlu/nlu.in"):
        for line in (ROOT / "requirements" / source).read_text(encoding="utf-8").splitlines():
            name = re.match(r"[a-z][\w.-]*", line.lower())
            assert name is None or name.group().strip("-") in page, line


def test_no_requirement_file_holds_an_address() -> None:
    for file in (ROOT / "requirements").rglob("*.txt"):
        assert "://" not in file.read_text(encoding="utf-8"), file.name


def _commands(group: typer.Typer) -> list[tuple[str, typer.models.CommandInfo]]:
    found = [(command.name or command.callback.__name__, command) for command in group.registered_commands]  # type: ignore[union-attr]
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        found += _commands(inner.typer_instance)
    return found
