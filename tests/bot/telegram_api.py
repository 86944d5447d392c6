"""A stand-in for Telegram's Bot API over real HTTP: what a bot asks is remembered and can be made to fail."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

TOKEN = "110:a-token-that-no-log-may-hold"
Json = dict[str, Any]


@dataclass
class Sent:
    """A message that the bot sent, as it stands in the chat."""

    id: int
    chat: str
    text: str
    asked: Json
    buttons: list[Json] = field(default_factory=list)


class Refusal(Exception):
    """What the API answers instead of doing what was asked."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}


class Dropped(Exception):
    """The connection ends without an answer."""


class TelegramApi:
    """The state of one bot's chats. ``faults`` are taken one for each sendMessage, None meaning none."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.deleted: list[int] = []
        self.answered: list[Json] = []
        self.files: dict[str, bytes] = {}
        self.faults: list[Refusal | str | None] = []
        self.undeletable: set[int] = set()
        self.webhook: Json | None = None
        self.confirmed = 0
        self.polls = 0
        self._updates: list[Json] = []
        self._news = threading.Condition()
        self._next_update = 1000
        self._next_message = 10

    # What people do.

    def writes(self, chat: int, text: str) -> int:
        return self.sends(chat, text=text)

    def sends(self, chat: int, **content: Any) -> int:
        """A person sends something; its message id."""
        self._next_message += 1
        self.update(message=self.message(chat, self._next_message, **content))
        return self._next_message

    def edits(self, chat: int, message_id: int, text: str, *, at: int) -> None:
        self.update(edited_message=self.message(chat, message_id, text=text, edit_date=at))

    def presses(self, chat: int, sent: Sent, number: int = 0) -> None:
        button = sent.buttons[number]
        keyboard = {"inline_keyboard": [[one] for one in sent.buttons]}
        under = self.message(chat, sent.id, text=sent.text, reply_markup=keyboard)
        person = {"id": chat, "is_bot": False, "first_name": "小明"}
        query = {"id": f"q{sent.id}", "from": person, "chat_instance": "1", "data": button["callback_data"]}
        self.update(callback_query={**query, "message": under})

    def message(self, chat: int, message_id: int, **content: Any) -> Json:
        place = {"id": chat, "type": "private" if chat > 0 else "group", "first_name": "小明", "username": "xiaoming"}
        person = {"id": abs(chat), "is_bot": False, "first_name": "小明", "username": "xiaoming"}
        return {"message_id": message_id, "date": 1_795_000_000, "chat": place, "from": person, **content}

    def update(self, **content: Any) -> Json:
        self._next_update += 1
        return self.again({"update_id": self._next_update, **content})

    def again(self, update: Json) -> Json:
        with self._news:
            self._updates.append(update)
            self._news.notify_all()
        return update

    # What the bot asks.

    def getMe(self, asked: Json) -> Json:
        return {"id": 110, "is_bot": True, "first_name": "护苗", "username": "desk_bot"}

    def getUpdates(self, asked: Json) -> list[Json]:
        deadline = time.monotonic() + float(asked.get("timeout", 0))
        with self._news:
            self.polls += 1
            self.confirmed = max(self.confirmed, int(asked.get("offset", 0)) - 1)
            self._updates = [one for one in self._updates if one["update_id"] > self.confirmed]
            while not self._updates and (left := deadline - time.monotonic()) > 0:
                self._news.wait(left)
            return self._updates[:100]

    def sendMessage(self, asked: Json) -> Json:
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Refusal):
            raise fault
        self._next_message += 1
        rows = asked.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [button for row in rows for button in row]
        self.sent.append(Sent(self._next_message, str(asked["chat_id"]), asked["text"], asked, buttons))
        if fault == "drop":
            raise Dropped
        return self.message(7, self._next_message, text=asked["text"])

    def editMessageReplyMarkup(self, asked: Json) -> Json:
        found = next(one for one in self.sent if one.id == int(asked["message_id"]))
        found.buttons = []
        return self.message(7, found.id, text=found.text)

    def answerCallbackQuery(self, asked: Json) -> bool:
        self.answered.append(asked)
        return True

    def deleteMessage(self, asked: Json) -> bool:
        if int(asked["message_id"]) in self.undeletable:
            raise Refusal(400, "Bad Request: message can't be deleted")
        self.deleted.append(int(asked["message_id"]))
        return True

    def getFile(self, asked: Json) -> Json:
        content = self.files.get(asked["file_id"])
        if asked["file_id"] == "unwell":
            raise Refusal(500, "Internal Server Error")
        if content is None:
            raise Refusal(400, "Bad Request: file is too big")
        path = f"files/{asked['file_id']}"
        return {"file_id": asked["file_id"], "file_unique_id": "u", "file_size": len(content), "file_path": path}

    def setWebhook(self, asked: Json) -> bool:
        self.webhook = asked
        return True

    def deleteWebhook(self, asked: Json) -> bool:
        self.webhook = None
        return True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: TelegramApi

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        asked = {name: _value(values[0]) for name, values in form.items()}
        _, bot, method = self.path.split("/")
        if bot != f"bot{TOKEN}":
            return self._answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        try:
            result = getattr(self.api, method)(asked)
        except Refusal as refusal:
            return self._answer(refusal.status, refusal.body)
        except Dropped:
            self.close_connection = True
            return None
        return self._answer(200, {"ok": True, "result": result})

    def do_GET(self) -> None:
        content = self.api.files[self.path.rsplit("/", 1)[1]]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _answer(self, status: int, body: Json) -> None:
        content = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # the bot was stopped during a long poll

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the tests read what the bot's side logs."""


def _value(text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, dict | list | bool) else text


@contextmanager
def serving(api: TelegramApi) -> Iterator[str]:
    """The address at which the stand-in listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": api}))
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def eventually(holds: Callable[[], object], seconds: float = 20.0) -> None:
    """Waits until it holds; fails when it does not within the time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.02)
