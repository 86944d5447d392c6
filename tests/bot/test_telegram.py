"""The Telegram channel: the real library against a stand-in of the Bot API, over the real store."""

from __future__ import annotations

import asyncio
import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot import telegram_files
from bot.telegram import TelegramSender, open_channel, run_telegram
from bot.telegram_bot import make_bot
from cases.errors import StoreDown
from cases.intake import find_contact, find_conversation, receive
from cases.outbox import claim_due
from cases.store import Store
from cases.tables import Conversation, Outgoing, Task
from cases.tickets import open_ticket, open_ticket_of
from cases.transcript import Turn, attachment, messages_after, say
from cases.words import Author, OutgoingState, TaskKind
from humiao.errors import HumiaoError
from humiao.message import Channel, Choice, Inbound, MessageKind, Reply
from humiao.privacy import MasterKey
from humiao.settings import Settings, read_settings
from tests.bot.telegram_api import TOKEN, Refusal, TelegramApi, eventually, serving
from tests.conftest import HeldClock

if TYPE_CHECKING:
    from bot.app import App

CHILD = 7_001_234_567
OTHER = 7_007_654_321


class Taken:
    """What the intake answered."""

    def __init__(self, kept: bool, emergency: Reply | None = None) -> None:
        self.kept = kept
        self.emergency = emergency


class KeepingIntake:
    """Keeps messages in the real store, answers with what it was told to, and remembers what it was given."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.seen: list[Inbound] = []
        self.answers: dict[str, Reply] = {}
        self.refusals = 0
        self.emergency: Reply | None = None
        self.hold: dict[str, threading.Event] = {}

    def receive(self, inbound: Inbound) -> Taken:
        self.seen.append(inbound)
        if inbound.text in self.hold:
            assert self.hold[inbound.text].wait(20)
        if self.refusals:
            self.refusals -= 1
            return Taken(kept=False, emergency=self.emergency)
        with self.store.session() as work:
            received = receive(work, inbound)
            if received.fresh and inbound.text in self.answers:
                say(work, received.conversation, self.answers[inbound.text], Author.BOT)
            work.commit()
        return Taken(kept=True)


class Desk:
    """One desk with its Telegram channel."""

    def __init__(self, settings: Settings, store: Store, clock: HeldClock) -> None:
        self.settings = settings
        self.store = store
        self.clock = clock
        self.intake = KeepingIntake(store)

    @contextmanager
    def running(self) -> Iterator[None]:
        stop, faults = threading.Event(), list[BaseException]()

        def run() -> None:
            try:
                asyncio.run(run_telegram(self.settings, self.intake, self.store, stop))
            except BaseException as fault:  # noqa: BLE001 - raised again in the test's own thread
                faults.append(fault)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(20)
        assert not thread.is_alive()
        if faults:
            raise faults[0]

    def turns(self, chat: int = CHILD) -> list[Turn]:
        with self.store.session(reading=True) as work:
            conversation = self.conversation(work, chat)
            return messages_after(work, conversation, 0, 100) if conversation else []

    def texts(self, chat: int = CHILD) -> list[str]:
        return [turn.text for turn in self.turns(chat) if turn.author is Author.CALLER]

    def conversation(self, work: object, chat: int = CHILD) -> Conversation | None:
        contact = find_contact(work, Channel.TELEGRAM, str(chat))  # type: ignore[arg-type]
        return find_conversation(work, contact) if contact else None  # type: ignore[arg-type]

    def owes(self, *replies: Reply, chat: int = CHILD) -> None:
        """The child has written, and these replies are in the outbox."""
        with self.store.session() as work:
            inbound = Inbound(Channel.TELEGRAM, str(chat), "1", self.clock(), "你好")
            conversation = receive(work, inbound).conversation
            for reply in replies:
                say(work, conversation, reply, Author.BOT)
            work.commit()

    def deliveries(self) -> list[OutgoingState]:
        with self.store.session(reading=True) as work:
            return [row.state for row in work.db.query(Outgoing).filter_by(target="telegram")]


@pytest.fixture
def api() -> TelegramApi:
    return TelegramApi()


@pytest.fixture
def desk(
    api: TelegramApi, tmp_path: Path, migrated_sqlite: Path, master: MasterKey, held_clock: HeldClock
) -> Iterator[Desk]:
    shutil.copy(migrated_sqlite, tmp_path / "humiao.db")
    with serving(api) as address:
        settings = read_settings(
            {
                "HUMIAO_VAR": str(tmp_path),
                "HUMIAO_TELEGRAM_TOKEN": TOKEN,
                "HUMIAO_TELEGRAM_API": address,
                "HUMIAO_ALERT_TELEGRAM_CHAT": "-100200",
                "HUMIAO_UPLOAD_MB": "1",
            }
        )
        store = Store(settings.database_url, master, clock=held_clock)
        yield Desk(settings, store, held_clock)
        store.close()


def test_a_text_is_kept_and_answered(desk: Desk, api: TelegramApi) -> None:
    desk.intake.answers["我被同学打了"] = Reply("谢谢你告诉我。", numbers=("110",))
    with desk.running():
        api.writes(CHILD, "我被同学打了")
        eventually(lambda: api.sent)
        eventually(lambda: desk.deliveries() == [OutgoingState.DELIVERED])

    (sent,) = api.sent
    assert (sent.chat, sent.text) == (str(CHILD), "谢谢你告诉我。\n\n电话：110")
    assert sent.asked["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in sent.asked
    assert desk.texts() == ["我被同学打了"]
    assert api.confirmed == 1001


def test_an_edit_keeps_the_earlier_text(desk: Desk, api: TelegramApi) -> None:
    with desk.running():
        message = api.writes(CHILD, "他打我")
        api.edits(CHILD, message, "没事了", at=1_795_000_060)
        eventually(lambda: desk.texts() == ["没事了"])

    (turn,) = desk.turns()
    assert (turn.version, turn.edited) == (2, True)


def test_a_voice_message_is_stored_encrypted(desk: Desk, api: TelegramApi, tmp_path: Path) -> None:
    api.files["v1"] = b"OggS" + b"a child's voice " * 50
    with desk.running():
        api.sends(CHILD, voice={"file_id": "v1", "file_unique_id": "u", "duration": 3, "mime_type": "audio/ogg"})
        eventually(lambda: desk.turns())

    (turn,) = desk.turns()
    with desk.store.session(reading=True) as work:
        info, content = attachment(work, turn.attachments[0].id)
    assert turn.kind is MessageKind.VOICE
    assert (info.name, info.media_type, content) == ("voice.ogg", "audio/ogg", api.files["v1"])
    assert not any(b"a child's voice" in file.read_bytes() for file in tmp_path.glob("humiao.db*"))


def test_the_largest_of_a_photos_sizes_is_kept_with_its_caption(desk: Desk, api: TelegramApi) -> None:
    api.files |= {"small": b"s", "large": b"\xff\xd8large"}
    sizes = [
        {"file_id": name, "file_unique_id": name, "width": width, "height": width}
        for name, width in (("large", 1280), ("small", 90))
    ]
    with desk.running():
        api.sends(CHILD, photo=sizes, caption="他发给我的")
        eventually(lambda: desk.turns())

    (turn,) = desk.turns()
    assert (turn.kind, turn.text, turn.attachments[0].size) == (MessageKind.PHOTO, "他发给我的", 7)


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_that_is_too_big_is_recorded_and_kindly_refused(desk: Desk, api: TelegramApi, announced: bool) -> None:
    video = {"file_id": "gone", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}
    with desk.running():
        api.sends(CHILD, video=video | ({"file_size": 30 * 1024**2} if announced else {}))
        eventually(lambda: api.sent)

    assert "最大 1 MB" in api.sent[0].text
    assert desk.turns()[0].kind is MessageKind.VIDEO
    assert desk.turns()[0].attachments == ()


def test_a_file_that_does_not_come_is_asked_for_again(
    desk: Desk, api: TelegramApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_files, "PAUSES", (0.01, 0.01))
    with desk.running():
        api.sends(CHILD, document={"file_id": "unwell", "file_unique_id": "u"}, caption="录音在里面")
        eventually(lambda: api.sent)

    assert "再发一次" in api.sent[0].text
    assert desk.texts() == ["录音在里面"]


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ({"sticker": {"emoji": "😢", "type": "regular", "file_id": "s", "file_unique_id": "s", "width": 1,
                      "height": 1, "is_animated": False, "is_video": False}}, MessageKind.STICKER, "😢"),
        ({"location": {"latitude": 28.2, "longitude": 112.9}}, MessageKind.LOCATION, "位置 28.200000,112.900000"),
        ({"contact": {"first_name": "王老师", "phone_number": "13800000000"}}, MessageKind.OTHER, "王老师 13800000000"),
        ({"dice": {"emoji": "🎲", "value": 3}}, MessageKind.OTHER, ""),
        ({"text": "/start from_a_poster"}, MessageKind.TEXT, "/start"),
    ],
)  # fmt: skip
def test_every_kind_of_message_is_recorded(
    desk: Desk, api: TelegramApi, content: dict[str, object], kind: MessageKind, text: str
) -> None:
    with desk.running():
        api.sends(CHILD, **content)
        eventually(lambda: desk.turns())

    assert [(turn.kind, turn.text) for turn in desk.turns()] == [(kind, text)]


def test_the_same_update_twice_counts_once(desk: Desk, api: TelegramApi) -> None:
    desk.intake.answers["在吗"] = Reply("在。")
    with desk.running():
        api.writes(CHILD, "在吗")
        eventually(lambda: api.sent)
    api.again({"update_id": 5000, "message": api.message(CHILD, 11, text="在吗")})
    with desk.running():
        eventually(lambda: api.confirmed == 5000)

    assert desk.texts() == ["在吗"]
    assert [sent.text for sent in api.sent] == ["在。"]


def test_an_update_is_confirmed_only_when_it_is_kept(desk: Desk, api: TelegramApi) -> None:
    desk.intake.refusals, desk.intake.emergency = 2, Reply("系统出了故障，有危险请打110。")
    with desk.running():
        api.writes(CHILD, "救命")
        eventually(lambda: desk.intake.seen)
        polls = api.polls
        eventually(lambda: api.polls > polls)
        assert api.confirmed < 1001
        eventually(lambda: api.confirmed == 1001)

    assert desk.texts() == ["救命"]
    assert [sent.text for sent in api.sent] == ["系统出了故障，有危险请打110。"]


def test_stopping_leaves_what_is_not_kept_with_telegram(desk: Desk, api: TelegramApi) -> None:
    desk.intake.refusals = 1000
    with desk.running():
        api.writes(CHILD, "救命")
        eventually(lambda: desk.intake.seen)
    assert api.confirmed < 1001

    desk.intake.refusals = 0
    with desk.running():
        eventually(lambda: desk.texts() == ["救命"])


def test_one_persons_messages_keep_their_order_and_hold_up_nobody_else(desk: Desk, api: TelegramApi) -> None:
    release = desk.intake.hold["一"] = threading.Event()
    with desk.running():
        for text in "一二三":
            api.writes(CHILD, text)
        api.writes(OTHER, "我是别人")
        eventually(lambda: desk.texts(OTHER) == ["我是别人"])
        api.writes(OTHER, "我又来了")
        eventually(lambda: desk.texts(OTHER) == ["我是别人", "我又来了"])
        assert desk.texts() == []
        assert api.confirmed < 1001
        release.set()
        eventually(lambda: desk.texts() == ["一", "二", "三"])
        eventually(lambda: api.confirmed == 1005)


def test_an_update_that_the_library_cannot_read_is_kept_all_the_same(desk: Desk, api: TelegramApi) -> None:
    with desk.running():
        api.update(message={**api.message(CHILD, 40, text="我害怕"), "date": "yesterday"})
        api.writes(OTHER, "你好")
        eventually(lambda: desk.texts(OTHER) == ["你好"])

    assert desk.texts() == ["我害怕"]


def test_a_message_that_breaks_the_intake_is_given_up_aloud(desk: Desk, api: TelegramApi) -> None:
    def breaks(inbound: Inbound) -> Taken:
        raise RuntimeError(inbound.text)

    desk.intake.receive = breaks  # type: ignore[method-assign]
    with desk.running(), capture_logs() as logs:
        api.writes(CHILD, "坏掉的消息")
        eventually(lambda: api.confirmed == 1001, seconds=30)

    assert "没有收好" in api.sent[0].text
    assert any(line["event"] == "telegram.given_up" for line in logs)
    assert "坏掉的消息" not in str(logs)


def test_groups_are_ignored_without_a_word_of_them_in_the_log(desk: Desk, api: TelegramApi) -> None:
    with desk.running(), capture_logs() as logs:
        api.writes(-55501, "群里的话")
        eventually(lambda: api.confirmed == 1001)

    assert desk.intake.seen == []
    assert any(line["event"] == "telegram.ignored" for line in logs)
    assert "群里的话" not in str(logs)
    assert "55501" not in str(logs)


def test_pressing_a_button_says_its_text_once(desk: Desk, api: TelegramApi) -> None:
    long = "看《中华人民共和国未成年人保护法》第一百三十二条和第一百三十三条的原文"
    desk.intake.answers["你好"] = Reply("是哪一件？", choices=(Choice("转人工" * 20, "转人工"), Choice(long, long)))
    with desk.running():
        api.writes(CHILD, "你好")
        eventually(lambda: api.sent)
        shown = [button["text"] for button in api.sent[0].buttons]
        assert len(shown[0]) == 30
        api.presses(CHILD, api.sent[0], 1)
        eventually(lambda: desk.texts() == ["你好", long])
        eventually(lambda: api.answered and not api.sent[0].buttons)

    assert shown[1] == long


def test_a_short_choice_is_carried_by_the_button_itself(desk: Desk, api: TelegramApi) -> None:
    desk.intake.answers["你好"] = Reply("安全吗？", choices=(Choice("我没有危险，现在很安全", "我现在安全"),))
    with desk.running():
        api.writes(CHILD, "你好")
        eventually(lambda: api.sent)
        api.presses(CHILD, api.sent[0])
        eventually(lambda: desk.texts() == ["你好", "我现在安全"])


def test_a_long_text_comes_in_parts_with_the_buttons_under_the_last(desk: Desk, api: TelegramApi) -> None:
    desk.owes(Reply("这是一句话。" * 1500, choices=(Choice("转人工", "转人工"),)))
    with desk.running():
        eventually(lambda: desk.deliveries() == [OutgoingState.DELIVERED])

    assert "".join(sent.text for sent in api.sent) == "这是一句话。" * 1500
    assert [len(sent.buttons) for sent in api.sent] == [0, 0, 1]
    assert all(sent.text.endswith("。") for sent in api.sent)


def test_a_crash_between_sending_and_marking_leads_to_a_marked_resend(desk: Desk, api: TelegramApi) -> None:
    desk.owes(Reply("老师会来的。"))

    async def send_and_die() -> None:
        with desk.store.session() as work:
            (delivery,) = claim_due(work, "telegram", 10, "dies")
            work.commit()
        async with make_bot(desk.settings) as bot:
            await TelegramSender(bot).send(delivery)

    asyncio.run(send_and_die())
    desk.clock.forward(timedelta(seconds=61))
    with desk.running():
        eventually(lambda: desk.deliveries() == [OutgoingState.DELIVERED])

    assert [sent.text for sent in api.sent] == ["老师会来的。", "（重发）老师会来的。"]


def test_a_connection_that_breaks_after_telegram_took_it_leads_to_a_marked_resend(desk: Desk, api: TelegramApi) -> None:
    desk.owes(Reply("老师会来的。"))
    api.faults = ["drop"]
    with desk.running():
        eventually(lambda: desk.deliveries() == [OutgoingState.DUE] and api.sent)
        desk.clock.forward(timedelta(seconds=2))
        eventually(lambda: desk.deliveries() == [OutgoingState.DELIVERED])

    assert [sent.text for sent in api.sent] == ["老师会来的。", "（重发）老师会来的。"]


def test_telegrams_wish_to_wait_is_honoured_and_replies_keep_their_order(desk: Desk, api: TelegramApi) -> None:
    desk.owes(Reply("一"), Reply("二"))
    api.faults = [Refusal(429, "Too Many Requests: retry after 20", retry_after=20)]
    with desk.running():
        eventually(lambda: not api.faults)
        eventually(lambda: desk.deliveries() == [OutgoingState.DUE] * 2)
        desk.clock.forward(timedelta(seconds=19))
        threading.Event().wait(1.0)
        assert api.sent == []
        desk.clock.forward(timedelta(seconds=2))
        eventually(lambda: desk.deliveries() == [OutgoingState.DELIVERED] * 2)

    assert [sent.text for sent in api.sent] == ["一", "二"]


def test_after_a_refusal_in_the_middle_only_the_missing_parts_are_sent(desk: Desk, api: TelegramApi) -> None:
    desk.owes(Reply("这是一句话。" * 1000))
    api.faults = [None, Refusal(429, "Too Many Requests", retry_after=5)]
    with desk.running():
        eventually(lambda: not api.faults)
        eventually(lambda: desk.deliveries() == [OutgoingState.DUE])
        desk.clock.forward(timedelta(seconds=6))
        eventually(lambda: desk.deliveries() == [OutgoingState.DELIVERED])

    assert "".join(sent.text for sent in api.sent) == "这是一句话。" * 1000


def test_a_child_who_blocked_us_becomes_a_task_for_staff(desk: Desk, api: TelegramApi) -> None:
    desk.owes(Reply("老师会来的。"))
    api.faults = [Refusal(403, "Forbidden: bot was blocked by the user")]
    with desk.running():
        eventually(lambda: desk.deliveries() == [OutgoingState.FAILED])

    with desk.store.session(reading=True) as work:
        conversation = desk.conversation(work)
        assert conversation is not None
        ticket = open_ticket_of(work, conversation.id)
        assert ticket is not None
        assert [task.kind for task in work.db.query(Task).filter_by(ticket_id=ticket.id)] == [TaskKind.SEND_BY_HAND]


def test_an_alert_tells_the_duty_group_number_and_level_and_no_more(desk: Desk, api: TelegramApi) -> None:
    desk.owes()
    with desk.store.session() as work:
        conversation = desk.conversation(work)
        assert conversation is not None
        number = open_ticket(work, conversation, None, asked_for_human=True, also_alert=("telegram",)).number
        work.commit()
    with desk.running():
        eventually(lambda: desk.deliveries() == [OutgoingState.DELIVERED])

    assert [(sent.chat, sent.text) for sent in api.sent] == [
        ("-100200", f"【护苗】新的单子，单号 {number}。请到工作台处理。")
    ]


def test_clear_takes_back_what_the_bot_said_and_is_honest_about_the_rest(desk: Desk, api: TelegramApi) -> None:
    desk.owes(Reply("一"), Reply("二"), Reply("三"))
    with desk.running():
        eventually(lambda: desk.deliveries() == [OutgoingState.DELIVERED] * 3)
        api.undeletable.add(api.sent[0].id)
        api.writes(CHILD, "/clear")
        eventually(lambda: len(api.sent) == 4)

    assert sorted(api.deleted) == [sent.id for sent in api.sent[1:3]]
    assert "我发的 2 条" in api.sent[3].text
    assert "还有 1 条删不了" in api.sent[3].text
    assert "不删你自己写的" in api.sent[3].text
    with desk.store.session(reading=True) as work:
        conversation = desk.conversation(work)
        assert conversation is not None
        assert conversation.state["tg_sent"] == [api.sent[0].id, api.sent[3].id]


def test_no_word_address_or_token_reaches_a_log(desk: Desk, api: TelegramApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk.intake.answers["我被王小虎打了"] = Reply("王小虎的事老师会管。")
    api.faults = [Refusal(400, "Bad Request: 王小虎的事老师会管。 is odd")]
    with capture_logs() as logs, desk.running():
        api.writes(CHILD, "我被王小虎打了")
        eventually(lambda: desk.deliveries() == [OutgoingState.FAILED])
        api.update(message={**api.message(CHILD, 40, text="王小虎又来了"), "date": "yesterday"})
        eventually(lambda: len(desk.texts()) == 2)

    written = caplog.text + str(logs)
    assert "telegram.not_delivered" in written
    assert not [secret for secret in ("王小虎", str(CHILD), TOKEN, "xiaoming", "小明") if secret in written]


def test_a_store_that_is_down_does_not_stop_the_deliveries_for_good(desk: Desk, api: TelegramApi) -> None:
    desk.owes(Reply("老师会来的。"))
    real, broken = desk.store.session, threading.Event()

    def session(*, reading: bool = False) -> object:
        if not broken.is_set():
            broken.set()
            raise StoreDown("OperationalError")
        return real(reading=reading)

    desk.store.session = session  # type: ignore[method-assign, assignment]
    with desk.running():
        eventually(lambda: api.sent)

    assert broken.is_set()


def test_a_refused_token_is_one_sentence_without_the_token(desk: Desk) -> None:
    desk.settings = Settings({**desk.settings.values, "telegram_token": "110:wrong"})

    with pytest.raises(HumiaoError) as caught:
        asyncio.run(run_telegram(desk.settings, desk.intake, desk.store, threading.Event()))

    assert caught.value.id == "HM033"
    assert "110:wrong" not in str(caught.value)


def test_with_a_webhook_the_address_is_announced_and_nothing_is_polled(desk: Desk, api: TelegramApi) -> None:
    desk.settings = Settings(
        {**desk.settings.values, "telegram_webhook_secret": "s3cret", "public_url": "https://hf.example.cn"}
    )
    desk.owes(Reply("老师会来的。"))
    with desk.running():
        eventually(lambda: api.sent)

    assert api.webhook is not None
    assert (api.webhook["url"], api.webhook["secret_token"]) == ("https://hf.example.cn/telegram/webhook", "s3cret")
    assert api.polls == 0


def test_what_the_webhook_hands_over_is_kept_before_it_returns(desk: Desk, api: TelegramApi) -> None:
    update = {"update_id": 1, "message": api.message(CHILD, 11, text="我害怕")}

    async def handed_over() -> list[bool]:
        channel = open_channel(desk.settings, desk.intake, desk.store)
        desk.intake.refusals = 1
        return [await channel.handle(update) for _ in range(3)]

    assert asyncio.run(handed_over()) == [False, True, True]
    assert desk.texts() == ["我害怕"]


def test_a_child_in_danger_gets_the_reviewed_text_and_a_human_a_ticket(app: App, desk: Desk, api: TelegramApi) -> None:
    desk.store, desk.intake = app.store, app.intake  # type: ignore[assignment]
    with desk.running():
        api.writes(CHILD, "他拿刀在门口要杀我")
        eventually(lambda: len(api.sent) == 2)

    with desk.store.session(reading=True) as work:
        conversation = desk.conversation(work)
        assert conversation is not None
        ticket = open_ticket_of(work, conversation.id)
    assert ticket is not None
    assert "110" in api.sent[0].text
    assert ticket.number in api.sent[0].text
