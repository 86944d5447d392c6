"""Reading a file of data/desk: whatever is wrong with it is said in one sentence, at the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from humiao.errors import HumiaoError
from humiao.settings import read_settings
from humiao.yaml_text import read_yaml

T = TypeVar("T")


def read_desk(name: str, parse: Callable[[dict[str, Any]], tuple[T, list[str]]]) -> T:
    """What ``parse`` makes of the file; raises HM180 naming every fault."""
    path = read_settings().path("data") / "desk" / name
    try:
        found, wrong = parse(read_yaml(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise HumiaoError("HM180", f"{name} cannot be read ({error.strerror})") from error
    except Exception as error:  # a file written by hand can be broken in any way
        raise HumiaoError("HM180", f"{name} is broken", str(error).split("\n")[0]) from error
    if wrong:
        raise HumiaoError("HM180", f"{name} does not hold together", "; ".join(wrong))
    return found
