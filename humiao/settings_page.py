"""Writes docs/settings.md from the settings themselves: ``python -m humiao.settings_page``."""

from __future__ import annotations

from humiao.settings import ROOT, SETTINGS, Setting


def page() -> str:
    """The page; defaults under this folder are shown relative to it."""
    lines = [
        "# Settings",
        "",
        "Each is an environment variable. A secret can also be given as the path of a file, with `_FILE` after",
        "its name. This page is written by `python -m humiao.settings_page`.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
        *(_row(setting) for setting in SETTINGS),
    ]
    return "\n".join(lines) + "\n"


def _row(setting: Setting) -> str:
    default = setting.default.replace(f"{ROOT}/", "") or "(empty)"
    secret = " Secret." if setting.secret else ""
    return f"| `HUMIAO_{setting.name.upper()}` | `{default}` | {setting.help}{secret} |"


if __name__ == "__main__":
    (ROOT / "docs" / "settings.md").write_text(page(), encoding="utf-8")
