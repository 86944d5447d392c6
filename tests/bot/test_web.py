"""The web chat's addresses: cookie, guards, once-only messages, files, news and leaving."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import Request
from starlette.types import Message

from bot.intake import Intake
from bot.web import build_chat
from bot.web_files import recognise, upload
from bot.web_forms import Patience, Unreadable, read_file
from bot.web_pace import OWN, Bucket, Pace
from bot.web_room import ALL_FILES, FLOOR, OF_ONE, OWN_FILES, NoRoom, Room, line
from cases.contacts import lock_conversation
from cases.erase import request_erasure
from cases.tables import Outgoing
from cases.transcript import attachment, say
from cases.words import Author, OutgoingState
from humiao.message import Choice, MessageKind, Reply
from humiao.privacy import MasterKey
from humiao.settings import ROOT
from tests.webchat import Desk, open_desk

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.fixture
def desk(tmp_path: Path, migrated_sqlite: Path, master: MasterKey) -> Iterator[Desk]:
    with open_desk(tmp_path, migrated_sqlite, master) as opened:
        yield opened


@pytest.fixture
def xiaoyu(desk: Desk) -> Iterator[httpx.Client]:
    """A child's browser."""
    with desk.browser() as browser:
        yield browser


def send(browser: httpx.Client, text: str, key: str = "key-00000001") -> httpx.Response:
    return browser.post("/chat/messages", json={"key": key, "text": text})


def news(browser: httpx.Client, keys: str = "", **place: Any) -> dict[str, Any]:
    answer = browser.get("/chat/messages", params={"wait": 0, **place}, headers={"X-Keys": keys})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


# ── the page ──


def test_the_page_shows_the_opening_and_three_numbers_before_anything_is_typed(xiaoyu: httpx.Client) -> None:
    page = xiaoyu.get("/").text

    assert "你好，我是护苗，一个智能助手，不是真人。" in page
    assert [f"tel:{number}" in page for number in ("110", "120", "12356")] == [True] * 3
    assert page.count("tel:") == 3
    assert "<title>在线答疑</title>" in page


def test_looking_at_the_page_sets_no_cookie_and_leaves_no_copy(xiaoyu: httpx.Client) -> None:
    for path in ("/", "/chat/static/chat.js", "/chat/static/chat.css", "/nowhere"):
        answer = xiaoyu.get(path)

        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_the_page_has_no_script_or_style_of_its_own_and_asks_nobody_else(xiaoyu: httpx.Client) -> None:
    page = xiaoyu.get("/").text

    assert "<style" not in page
    assert " style=" not in page
    assert " on" not in "".join(part.split(">")[0] for part in page.split("<")[1:] if part.startswith("button"))
    assert [line for line in page.splitlines() if "http" in line and "baidu" not in line] == []


# ── one person, one cookie ──


def test_the_first_post_sets_a_cookie_that_scripts_and_other_sites_cannot_use(xiaoyu: httpx.Client) -> None:
    cookie = xiaoyu.post("/chat/begin").headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert len(xiaoyu.cookies["chat"]) == 43
    assert "set-cookie" not in send(xiaoyu, "在吗").headers


def test_beginning_again_keeps_the_person(desk: Desk, xiaoyu: httpx.Client) -> None:
    xiaoyu.post("/chat/begin")
    before = xiaoyu.cookies["chat"]

    again = xiaoyu.post("/chat/begin")

    assert xiaoyu.cookies["chat"] == before
    assert "set-cookie" not in again.headers


def test_a_cookie_that_is_not_ours_is_replaced(desk: Desk, xiaoyu: httpx.Client) -> None:
    xiaoyu.cookies.set("chat", "mine")

    assert send(xiaoyu, "在吗").headers["set-cookie"].startswith("chat=")


def test_two_people_never_see_each_other(desk: Desk, xiaoyu: httpx.Client) -> None:
    send(xiaoyu, "只给老师看")
    with desk.browser() as other:
        send(other, "我是别人")

        texts = [turn["text"] for turn in news(other)["messages"]]

    assert texts == ["我是别人", "听到了：我是别人"]


def test_a_chat_is_not_found_by_its_cookie_after_the_days_set(
    tmp_path: Path, migrated_sqlite: Path, master: MasterKey
) -> None:
    with open_desk(tmp_path, migrated_sqlite, master) as desk, desk.browser() as xiaoyu:
        send(xiaoyu, "很久以前")
        with desk.store.session() as work:
            for place in desk.conversations():
                lock_conversation(work, place.id).last_at -= timedelta(days=31)
            work.commit()

        assert news(xiaoyu)["conversation"] is None
        old = xiaoyu.cookies["chat"]
        xiaoyu.post("/chat/begin")
        assert xiaoyu.cookies["chat"] != old
        send(xiaoyu, "新的一天", key="key-00000002")

        assert [turn["text"] for turn in news(xiaoyu)["messages"]] == ["新的一天", "听到了：新的一天"]
        assert len(desk.conversations()) == 2


# ── messages ──


def test_a_message_is_kept_before_it_is_confirmed(desk: Desk, xiaoyu: httpx.Client) -> None:
    answer = send(xiaoyu, "同学打我 😢")

    assert answer.json() == {"kept": True, "emergency": None}
    assert desk.heard() == ["同学打我 😢"]


def test_the_same_key_never_counts_twice(desk: Desk, xiaoyu: httpx.Client) -> None:
    xiaoyu.post("/chat/begin")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: send(xiaoyu, "救救我"), range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4
    assert desk.heard() == ["救救我"]
    assert len(desk.turns()) == 2


def test_the_page_finds_its_own_messages_by_their_keys(xiaoyu: httpx.Client) -> None:
    send(xiaoyu, "第一句", key="key-of-first")
    send(xiaoyu, "第二句", key="key-of-second")

    turns = news(xiaoyu, keys="key-of-second,key-unknown")["messages"]

    assert [turn["key"] for turn in turns if turn["author"] == "caller"] == [None, "key-of-second"]


@pytest.mark.parametrize("text", ["多" * 2001, "多" * 30_000])
def test_too_long_a_message_is_declined_kindly(desk: Desk, xiaoyu: httpx.Client, text: str) -> None:
    answer = send(xiaoyu, text)

    assert answer.status_code == 413
    assert "你写的都还在" in answer.json()["problem"]
    assert send(xiaoyu, "😢" * 2000).status_code == 200


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", '{"key": "key-00000001"}', '{"key": "短", "text": "a"}', '{"key": "key-00000001", "text": " "}',
     '{"key": "key-00000001", "text": 7}', "[" * 3000],
)  # fmt: skip
def test_what_the_page_would_never_send_is_declined_without_an_echo(xiaoyu: httpx.Client, body: str) -> None:
    answer = xiaoyu.post("/chat/messages", content=body)

    assert answer.status_code == 422
    assert set(answer.json()) == {"kept", "problem"}


def test_half_a_character_does_not_lose_the_rest(desk: Desk, xiaoyu: httpx.Client) -> None:
    answer = xiaoyu.post("/chat/messages", content='{"key": "key-00000001", "text": "我想\\ud83d走"}')

    assert answer.status_code == 200
    assert desk.heard() == ["我想?走"]


@pytest.mark.parametrize(
    "headers",
    [{"X-Chat": "0"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
     {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}],
)  # fmt: skip
def test_other_sites_cannot_write_in_somebodys_name(desk: Desk, xiaoyu: httpx.Client, headers: dict[str, str]) -> None:
    answer = xiaoyu.post("/chat/messages", json={"key": "key-00000001", "text": "不是我写的"}, headers=headers)

    assert answer.status_code == 403
    assert desk.turns() == []


@pytest.mark.parametrize("origin", [None, "own"])
def test_an_old_browser_may_still_call_for_help(desk: Desk, origin: str | None) -> None:
    headers = {"X-Chat": "1"} | ({"Origin": desk.url} if origin else {})

    answer = httpx.post(f"{desk.url}/chat/messages", json={"key": "key-00000001", "text": "在吗"}, headers=headers)

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/files"])
def test_a_line_that_breaks_in_the_middle_is_no_error_of_ours(
    desk: Desk, xiaoyu: httpx.Client, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nX-Chat: 1\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    address = ("127.0.0.1", int(desk.url.rsplit(":", 1)[1]))
    with socket.create_connection(address) as line:
        line.sendall(f'{head}Content-Length: 99\r\n\r\n{{"key": "key-0'.encode())
        time.sleep(0.2)

    assert send(xiaoyu, "我还在").status_code == 200
    assert desk.heard() == ["我还在"]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


# ── pace ──


def test_too_many_messages_are_slowed_down_and_none_is_refused(desk: Desk, xiaoyu: httpx.Client) -> None:
    xiaoyu.post("/chat/begin")
    for number in range(OWN[0]):
        send(xiaoyu, "快", key=f"key-{number:08}")
    began = time.monotonic()

    answer = send(xiaoyu, "他有刀", key="key-too-many")

    assert answer.json()["kept"] is True
    assert time.monotonic() - began > 1.5
    assert desk.heard()[-1] == "他有刀"


def test_a_bucket_refills_with_time() -> None:
    moment = [0.0]
    bucket = Bucket(2, 60, clock=lambda: moment[0])

    assert [bucket.empty("a"), bucket.empty("a"), bucket.empty("a"), bucket.empty("b")] == [False, False, True, False]
    moment[0] = 30.0
    assert [bucket.empty("a"), bucket.empty("a")] == [False, True]


def test_a_crowded_address_takes_every_message_at_once_and_only_answers_later() -> None:
    async def crowd() -> list[float]:
        pace, began, taken = Pace(pause=1), time.monotonic(), []

        async def one(number: int) -> None:
            async with pace.kept(f"child {number}", "school"):
                taken.append(time.monotonic() - began)

        await asyncio.gather(*(one(number) for number in range(400)))
        assert time.monotonic() - began >= 1
        return taken

    assert max(asyncio.run(crowd())) < 1


# ── files ──


def test_a_file_is_kept_encrypted_under_its_true_type(desk: Desk, xiaoyu: httpx.Client) -> None:
    form = {"key": "key-of-photo"}

    answer = xiaoyu.post("/chat/files", data=form, files={"file": ("..\\伤.exe", PNG, "application/x-msdownload")})

    assert answer.json()["kept"] is True
    turn = desk.turns()[0]
    assert turn.kind is MessageKind.PHOTO
    with desk.store.session(reading=True) as work:
        info, content = attachment(work, turn.attachments[0].id)
    assert (info.name, info.media_type, content) == ("伤.exe", "image/png", PNG)
    assert news(xiaoyu)["messages"][0]["files"] == [{"name": "伤.exe", "size": len(PNG)}]
    assert not any(PNG in file.read_bytes() for file in desk.folder.rglob("*") if file.is_file())


def test_the_same_file_resent_is_one_file(desk: Desk, xiaoyu: httpx.Client) -> None:
    for _ in range(2):
        xiaoyu.post("/chat/files", data={"key": "key-of-photo"}, files={"file": ("a.png", PNG)})

    assert [turn.author for turn in desk.turns()] == ["caller", "bot"]


def test_a_file_at_the_limit_is_taken_and_one_above_it_is_declined_in_words(desk: Desk, xiaoyu: httpx.Client) -> None:
    megabyte = b"%PDF-" + b"x" * (1024 * 1024 - 5)

    taken = xiaoyu.post("/chat/files", data={"key": "key-at-limit"}, files={"file": ("a.pdf", megabyte)})
    too_big = xiaoyu.post("/chat/files", data={"key": "key-above-it"}, files={"file": ("a.pdf", megabyte + b"x")})

    assert taken.status_code == 200
    assert too_big.status_code == 413
    assert "最大 1 MB" in too_big.json()["problem"]


@pytest.mark.parametrize("files", [{"file": ("a.png", b"")}, {"other": ("a.png", PNG)}])
def test_a_file_that_is_no_file_is_declined(xiaoyu: httpx.Client, files: dict[str, tuple[str, bytes]]) -> None:
    assert xiaoyu.post("/chat/files", data={"key": "key-of-photo"}, files=files).status_code == 422


def test_a_body_that_is_no_form_is_declined(xiaoyu: httpx.Client) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    assert xiaoyu.post("/chat/files", content=b"nonsense", headers=headers).status_code == 422
    assert xiaoyu.post("/chat/files", content=b"nonsense").status_code == 422


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [(b"\xff\xd8\xff\xe0", "photo"), (b"\0\0\0\x18ftypheic", "photo"), (b"RIFF\0\0\0\0WEBP", "photo"),
     (b"#!AMR\n", "voice"), (b"OggS", "voice"), (b"\0\0\0\x18ftypM4A ", "voice"), (b"\0\0\0\x18ftypisom", "video"),
     (b"MZ\x90", "file"), (b"<svg onload=", "file"), (b"RIFF", "file"), (b"", "file")],
)  # fmt: skip
def test_kinds_are_told_by_the_first_bytes(beginning: bytes, kind: str) -> None:
    assert str(recognise(beginning)[0]) == kind


def test_a_file_name_is_only_a_name() -> None:
    assert upload("../../a/b\n\u202e.txt", b"x")[1].name == "b.txt"
    assert upload("", b"x")[1].name == "文件"


# ── room for files ──

GIB = 1024**3
MIB = 1024**2


def plenty() -> tuple[int, int]:
    return 500 * GIB, 1000 * GIB


def chat_with(desk: Desk, room: Room) -> httpx.AsyncClient:
    """A child's browser at a chat that has this room."""
    intake = Intake(desk.store, desk.spool, desk.parrot, desk.replies)  # type: ignore[arg-type]
    chat = build_chat(intake, desk.store, desk.settings, desk.replies, room=room)
    return httpx.AsyncClient(transport=httpx.ASGITransport(chat), base_url="http://chat", headers={"X-Chat": "1"})


async def send_file(child: httpx.AsyncClient, key: str, content: bytes) -> httpx.Response:
    return await child.post("/chat/files", data={"key": key}, files={"file": ("a", content)})


def test_one_address_may_fill_its_budget_and_not_the_disk_and_words_still_come(desk: Desk) -> None:
    async def flood() -> None:
        async with chat_with(desk, Room(plenty, 1, clock=lambda: 0.0)) as child:
            for number in range(OWN_FILES):
                assert (await send_file(child, f"key-{number:08}", b"x" * (MIB - 1))).status_code == 200
                child.cookies.clear()  # a new token is no new budget
            declined = await send_file(child, "key-too-many", b"x" * MIB)
            words = await child.post("/chat/messages", json={"key": "key-of-words", "text": "他有刀"})

        assert (declined.status_code, declined.json()["kept"]) == (429, False)
        assert "打字不受影响" in declined.json()["problem"]
        assert words.json()["kept"] is True

    asyncio.run(flood())


def test_a_budget_comes_back_within_the_hour_and_others_have_their_own() -> None:
    moment = [0.0]
    room = Room(plenty, 1, clock=lambda: moment[0])
    for _ in range(OWN_FILES):
        room.take("192.0.2.1", MIB)

    with pytest.raises(NoRoom):
        room.take("192.0.2.1", 1)
    room.take("192.0.2.2", MIB)
    moment[0] = 1800.0
    room.take("192.0.2.1", OWN_FILES // 2 * MIB)
    with pytest.raises(NoRoom):
        room.take("192.0.2.1", MIB)


def test_many_addresses_together_have_a_budget_too() -> None:
    room = Room(plenty, 1, clock=lambda: 0.0)
    for number in range(ALL_FILES):
        room.take(f"192.0.2.{number}", MIB)

    with pytest.raises(NoRoom) as declined:
        room.check("198.51.100.1", 1)
    assert declined.value.status == 429


def test_all_addresses_of_one_line_count_as_one() -> None:
    assert line("2001:db8:1:2::1") == line("2001:db8:1:2:ffff::9") != line("2001:db8:1:3::1")
    assert line("::ffff:192.0.2.1") == line("192.0.2.1")
    assert line("") == ""


@pytest.mark.parametrize(
    ("free", "whole", "taken"),
    [
        (FLOOR[0] + MIB, 1000 * GIB, True),
        (FLOOR[0], 1000 * GIB, False),
        (GIB, 10 * GIB, True),
        (GIB // 4, 10 * GIB, False),
    ],
)
def test_files_stop_at_the_floor_of_the_disk(free: int, whole: int, taken: bool) -> None:
    room = Room(lambda: (free, whole), 1)

    if taken:
        room.take("192.0.2.1", MIB)
    else:
        with pytest.raises(NoRoom) as declined:
            room.take("192.0.2.1", MIB)
        assert declined.value.status == 507


def test_a_disk_that_cannot_be_measured_takes_files() -> None:
    def broken() -> tuple[int, int]:
        raise OSError

    Room(broken, 1).take("192.0.2.1", MIB)


def test_on_a_full_disk_a_file_is_declined_kindly_and_words_are_taken(desk: Desk) -> None:
    async def visit() -> None:
        async with chat_with(desk, Room(lambda: (FLOOR[0] - 1, 1000 * GIB), 1)) as child:
            file = await send_file(child, "key-of-photo", PNG)
            words = await child.post("/chat/messages", json={"key": "key-of-words", "text": "他有刀"})

        assert (file.status_code, file.json()["kept"]) == (507, False)
        assert "打字不受影响" in file.json()["problem"]
        assert words.json()["kept"] is True

    asyncio.run(visit())
    assert desk.heard() == ["他有刀"]


def test_stalled_lines_of_one_address_keep_nobody_elses_file_out(desk: Desk) -> None:
    head = "POST /chat/files HTTP/1.1\r\nHost: x\r\nX-Chat: 1\r\nContent-Length: 999999\r\n"
    form = "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
    address = ("127.0.0.1", int(desk.url.rsplit(":", 1)[1]))
    stalled = [socket.create_connection(address) for _ in range(OF_ONE * 5)]
    for one in stalled:
        one.sendall((head + form).encode())
        one.setblocking(False)
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
    with httpx.Client(transport=elsewhere, base_url=desk.url, headers={"X-Chat": "1"}, timeout=40) as other:
        answer = other.post("/chat/files", data={"key": "key-of-photo"}, files={"file": ("a.png", PNG)})

    assert answer.json()["kept"] is True
    for one in stalled:
        with pytest.raises(BlockingIOError):  # still at it: none of them had to end first
            one.recv(1)
        one.close()


def test_a_turn_that_does_not_come_is_declined_in_words() -> None:
    async def crowd() -> None:
        room = Room(plenty, 1, turn=0.05)
        for _ in range(2):  # every place is given back
            async with contextlib.AsyncExitStack() as held:
                for _ in range(OF_ONE):
                    await held.enter_async_context(room.place("192.0.2.1"))
                with pytest.raises(NoRoom):
                    await held.enter_async_context(room.place("192.0.2.1"))
                await held.enter_async_context(room.place("192.0.2.2"))

    asyncio.run(crowd())


def test_a_line_that_stands_still_is_cut() -> None:
    first: list[Message] = [{"type": "http.request", "body": b"--b\r\n", "more_body": True}]

    async def receive() -> Message:
        if first:
            return first.pop()
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    headers = [(b"content-type", b"multipart/form-data; boundary=b")]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)

    with pytest.raises(Unreadable):
        asyncio.run(read_file(request, 1, Patience(silence=0.01)))


def test_a_line_that_drips_is_cut_and_a_slow_one_is_not() -> None:
    patience = Patience(grace=15, rate=4096)

    assert patience.ends(100, 16) is True
    assert patience.ends(100, 14) is False
    assert patience.ends(30 * 5000, 30) is False


def test_the_proxy_keeps_no_picture_on_its_disk() -> None:
    said = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")

    assert "proxy_request_buffering off;" in said
    assert "proxy_http_version 1.1;" in said
    assert "client_body_timeout" in said


# ── news ──


def test_news_tells_replies_with_buttons_and_at_most_three_numbers(desk: Desk, xiaoyu: httpx.Client) -> None:
    numbers = ("110", "120", "12356", "12348")
    desk.parrot.taught["在吗"] = [Reply("在", (Choice("我安全", "我现在安全"),), numbers)]
    send(xiaoyu, "在吗")

    reply = news(xiaoyu)["messages"][-1]

    assert reply["author"] == "bot"
    assert reply["choices"] == [{"label": "我安全", "sends": "我现在安全"}]
    assert reply["numbers"] == ["110", "120", "12356"]


def test_a_waiting_page_hears_an_operator_within_a_second(desk: Desk, xiaoyu: httpx.Client) -> None:
    send(xiaoyu, "在吗")
    place = desk.conversations()[0]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(news, xiaoyu, after=2, conversation=place.id, wait=20)
        time.sleep(0.7)
        assert not waiting.done()
        with desk.store.session() as work:
            say(work, place, Reply("我是林老师"), Author.OPERATOR)
            work.commit()

        heard = waiting.result(timeout=2)

    assert [(turn["author"], turn["text"]) for turn in heard["messages"]] == [("operator", "我是林老师")]


@pytest.mark.parametrize("wait", ["nan", "inf", "-inf", "long"])
def test_a_wait_that_is_no_number_is_declined(xiaoyu: httpx.Client, wait: str) -> None:
    send(xiaoyu, "在吗")
    place = news(xiaoyu)["conversation"]

    answer = xiaoyu.get("/chat/messages", params={"wait": wait, "after": 2, "conversation": place})

    assert answer.status_code == 422


def test_without_a_cookie_there_is_no_news_and_no_waiting(desk: Desk, xiaoyu: httpx.Client) -> None:
    began = time.monotonic()

    assert news(xiaoyu, wait=20) == {"conversation": None, "messages": []}
    assert time.monotonic() - began < 2


def states(desk: Desk) -> list[OutgoingState]:
    with desk.store.session(reading=True) as work:
        return [row.state for row in work.db.query(Outgoing).order_by(Outgoing.created_at)]


def test_a_reply_counts_as_delivered_only_when_the_page_asks_for_what_comes_after_it(
    desk: Desk, xiaoyu: httpx.Client
) -> None:
    send(xiaoyu, "在吗")
    place = news(xiaoyu)["conversation"]
    assert states(desk) == [OutgoingState.DUE]

    news(xiaoyu, after=1, conversation=place)
    assert states(desk) == [OutgoingState.DUE]

    news(xiaoyu, after=2, conversation=place)
    assert states(desk) == [OutgoingState.DELIVERED]


def test_after_an_erasure_the_page_hears_of_a_new_conversation_from_its_start(desk: Desk, xiaoyu: httpx.Client) -> None:
    for number in range(3):
        send(xiaoyu, "删掉我", key=f"key-{number:08}")
    old = news(xiaoyu)["conversation"]
    with desk.store.session() as work:
        request_erasure(work, lock_conversation(work, str(old)))
        work.commit()
    send(xiaoyu, "又来了", key="key-after-it")

    page = news(xiaoyu, after=6, conversation=old)

    assert page["conversation"] != old
    assert [turn["text"] for turn in page["messages"]] == ["又来了", "听到了：又来了"]
    assert states(desk)[-1] is OutgoingState.DUE


# ── when the store is down ──


def test_with_the_store_down_a_message_is_spooled_and_the_emergency_text_shown(
    desk: Desk, xiaoyu: httpx.Client
) -> None:
    xiaoyu.post("/chat/begin")
    desk.break_store()

    answer = send(xiaoyu, "他拿刀在门口").json()
    silence = xiaoyu.get("/chat/messages")
    desk.mend_store()
    desk.spool.replay(desk.store)

    assert answer["kept"] is True
    assert "110" in answer["emergency"]["text"]
    assert silence.status_code == 503
    assert desk.heard() == ["他拿刀在门口"]


def test_when_nothing_can_be_kept_the_page_is_told_to_keep_it(desk: Desk, xiaoyu: httpx.Client) -> None:
    desk.break_store()
    spool = desk.folder / "spool"
    if spool.exists():
        spool.rename(desk.folder / "spool-away")
    spool.write_text("no folder")

    answer = send(xiaoyu, "在吗")

    assert answer.status_code == 503
    assert answer.json()["kept"] is False


# ── leaving ──


def test_leaving_takes_the_cookie_away_and_keeps_the_conversation(desk: Desk, xiaoyu: httpx.Client) -> None:
    xiaoyu.post("/chat/begin")
    send(xiaoyu, "在吗")

    answer = xiaoyu.post("/chat/leave", headers={"X-Chat": "0", "Origin": "null", "Sec-Fetch-Site": ""})

    assert answer.headers["clear-site-data"] == '"cookies", "storage"'
    assert "chat" not in xiaoyu.cookies
    assert news(xiaoyu) == {"conversation": None, "messages": []}
    assert desk.heard() == ["在吗"]


def test_no_other_site_can_make_somebody_leave(xiaoyu: httpx.Client) -> None:
    xiaoyu.post("/chat/begin")

    assert xiaoyu.post("/chat/leave", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_last_message_on_the_way_out_gives_no_cookie_back(desk: Desk, xiaoyu: httpx.Client) -> None:
    answer = xiaoyu.post(
        "/chat/messages", content=json.dumps({"key": "key-of-last", "text": "他回来了"}), headers={"X-Leaving": "1"}
    )

    assert answer.json()["kept"] is True
    assert "set-cookie" not in answer.headers
    assert desk.heard() == ["他回来了"]
