"""Every setting there is, read from the environment, with its default and what it means."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from humiao.errors import HumiaoError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    """One setting: ``HUMIAO_<NAME>``; a secret may also be given as ``HUMIAO_<NAME>_FILE``."""

    name: str
    default: str
    help: str
    secret: bool = False


SETTINGS = (
    Setting("var", str(ROOT / "var"), "Folder for the embedded store, keys, spool and logs."),
    Setting("data", str(ROOT / "data"), "Folder with sentences, rules, answers and replies."),
    Setting("database", "", "SQLAlchemy address; empty means SQLite in the var folder.", secret=True),
    Setting("master_key", "", "Base64 of 32 bytes; empty means var/master.key.", secret=True),
    Setting("host", "127.0.0.1", "Address that the web side listens on."),
    Setting("port", "8350", "Port of the chat page and the console."),
    Setting("public_url", "", "Address people use, such as https://hf.example.cn; empty: host and port."),
    Setting("nlu_port", "8351", "Loopback port of the NLU server."),
    Setting("nlu_timeout_ms", "500", "Longest wait for the NLU server; then rules and search alone serve."),
    Setting("area", "", "Area code of the desk (such as 430181): picks local numbers; empty: national only."),
    Setting("telegram_token", "", "Token of the Telegram bot; empty means no Telegram.", secret=True),
    Setting("telegram_api", "https://api.telegram.org", "Address of the Bot API."),
    Setting("telegram_webhook_secret", "", "Set: updates come by webhook and must carry this secret.", secret=True),
    Setting(
        "alert_telegram_chat",
        "",
        "Chat id of the duty group: red and yellow alerts, and wishes for a human, go there too.",
        secret=True,
    ),
    Setting("session_hours", "12", "Hours after which a staff session ends."),
    Setting("totp", "required", "required: staff sign in with a code from an app too; off: only who has set one up."),
    Setting("web_chat_days", "30", "Days after which a web chat is no longer found by its cookie."),
    Setting("upload_mb", "20", "Largest file a person may send, in megabytes."),
    Setting("log_level", "info", "debug, info, warning or error."),
)


_LEVELS = ("debug", "info", "warning", "error")
_DATABASE = re.compile(r"(sqlite|postgres(ql)?(\+\w+)?)://.*|")
_PORTS = range(1, 65536)


@dataclass(frozen=True)
class Settings:
    """The settings of one run; ``values`` holds one text per entry of ``SETTINGS``."""

    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def path(self, name: str) -> Path:
        return Path(self.values[name])

    def number(self, name: str) -> int:
        """A whole number; raises HM002 when the text is not one."""
        try:
            return int(self.values[name])
        except ValueError:
            raise HumiaoError(
                "HM002",
                f"HUMIAO_{name.upper()} is not a whole number",
                f"it is {self.values[name]!r}",
            ) from None

    @property
    def database_url(self) -> str:
        return self.values["database"] or f"sqlite:///{self.path('var') / 'humiao.db'}"

    @property
    def url(self) -> str:
        return self.values["public_url"] or f"http://{self['host']}:{self['port']}"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings from the environment; raises HM001 (unreadable ``_FILE``), HM002 (no number), HM005 (no use)."""
    environ = os.environ if environ is None else environ
    settings = Settings({s.name: _value(s, environ) for s in SETTINGS})
    for name in ("port", "nlu_port"):
        if settings.number(name) not in _PORTS:
            raise _unfit(name, "is not a port", f"it is {settings[name]!r}; a number from 1 to 65535")
    for name in ("nlu_timeout_ms", "session_hours", "web_chat_days", "upload_mb"):
        if settings.number(name) not in range(1, 1_000_000):
            raise _unfit(name, "is too small or too large", f"it is {settings[name]!r}; a number from 1")
    if settings["totp"] not in ("required", "off"):
        raise _unfit("totp", "is neither required nor off", f"it is {settings['totp']!r}")
    if settings["log_level"].lower() not in _LEVELS:
        raise _unfit("log_level", "is not a level", f"it is {settings['log_level']!r}; one of {', '.join(_LEVELS)}")
    if not _DATABASE.fullmatch(settings["database"]):
        # Not repeated: it may hold a password.
        raise _unfit("database", "is no address of a database", "such as postgresql+psycopg://desk@db/humiao, or empty")
    return settings


def _unfit(name: str, problem: str, hint: str) -> HumiaoError:
    return HumiaoError("HM005", f"HUMIAO_{name.upper()} {problem}", hint)


def _value(setting: Setting, environ: Mapping[str, str]) -> str:
    variable = f"HUMIAO_{setting.name.upper()}"
    file = environ.get(f"{variable}_FILE") if setting.secret else None
    if not file:
        return environ.get(variable, setting.default).strip()
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise HumiaoError(
            "HM001", f"{variable}_FILE cannot be read ({error.strerror})", "check the path and its owner"
        ) from error
