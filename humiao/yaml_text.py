"""YAML of our own files, read by the C library: hundreds of answers are there in a moment."""

from __future__ import annotations

from typing import Any

import yaml

# Wheels of PyYAML bring it; where one was built without, the slow reader says the same.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """What the text holds; raises yaml.YAMLError."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - the safe loader, in C
