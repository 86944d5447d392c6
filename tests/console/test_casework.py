"""The tabs of the work on a case over HTTP: what is kept, refused, shown to whom, and looked at without a copy."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta

import pytest

from cases import tickets
from cases.followup import lists, sending
from cases.intake import receive
from cases.tables import AuditEvent
from console.casework_content import bullying, service_plan
from console.viewer import Unshowable, acceptable, page_picture, shown
from humiao.message import Channel, Inbound
from humiao.settings import ROOT
from humiao.vocabulary import RiskLevel
from humiao.yaml_text import read_yaml
from knowledge.statutes import Statutes
from tests.conftest import HeldClock
from tests.console.conftest import TODAY, Console, Seat

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PHOTO = b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00" + b"0" * 40
DAY = timedelta(days=1)


def pdf(text: str = "letter") -> bytes:
    """A real PDF of one page, written by hand."""
    stream = zlib.compress(f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode())
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n" % len(stream) + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + part + b"endobj\n"
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % table)


@pytest.fixture
def number(console: Console, lin: Seat) -> str:
    number = console.case(level=RiskLevel.YELLOW)
    assert lin.post(f"/cases/{number}/claim").status_code == 200
    return number


def tab(seat: Seat, number: str, name: str) -> str:
    return re.sub(r"\s+", " ", seat.get(f"/cases/{number}", tab=name).text)


def upload(seat: Seat, number: str, name: str, content: bytes) -> str:
    """The path of the viewer of the file that was put in."""
    data = {"csrf": seat.csrf, "note": "民警给的"}
    sent = seat.http.post(f"/cases/{number}/file-add", data=data, files={"file": (name, content, "image/png")})
    assert sent.status_code == 303
    found = re.findall(rf'href="/console(/cases/{number}/files/[^"]+)">{re.escape(name)}<', tab(seat, number, "files"))
    return str(found[0])


def test_facts_suggest_a_level_and_one_press_raises_it(console: Console, lin: Seat, number: str) -> None:
    facts = {"ideation": "yes", "plan": "yes", "means": "yes", "time": "yes", "safe": "yes", "plan_words": "想了好几天"}
    assert "d-facts" in tab(lin, number, "safety")
    assert lin.post(f"/cases/{number}/safety-facts", seen="0", **facts).status_code == 200

    page = tab(lin, number, "safety")
    assert "这些情况符合 红" in page
    assert "想了好几天" in page
    assert console.ticket(number).level is RiskLevel.YELLOW
    lin.post(f"/cases/{number}/level", level="red", reason="依据安全事实第 1 版")
    assert "这些情况符合" not in tab(lin, number, "safety")
    lin.post(f"/cases/{number}/safety-facts", seen="1", safe="yes", ideation="no")

    assert console.ticket(number).level is RiskLevel.RED
    assert "以前的 1 版" in tab(lin, number, "safety")


def test_of_two_at_one_form_the_second_sees_both_and_loses_nothing(console: Console, lin: Seat, number: str) -> None:
    bai = console.seat("bai")
    bai.post(f"/cases/{number}/safety-plan", seen="0", people="奶奶")
    refused = lin.post(f"/cases/{number}/safety-plan", seen="0", people="班主任")
    whole = lin.http.post(f"/cases/{number}/safety-plan", data={"csrf": lin.csrf, "seen": "0", "people": "班主任"})

    assert refused.status_code == 409
    assert refused.json()["version"] == 1
    assert "白老师刚刚保存了第 1 版" in refused.json()["problem"]
    assert whole.status_code == 409
    for text in ("奶奶", "班主任", 'name="seen" value="1"'):
        assert text in whole.text
    assert lin.post(f"/cases/{number}/safety-plan", seen="1", people="奶奶、班主任").status_code == 200
    assert "奶奶、班主任" in tab(lin, number, "safety")


def test_what_is_written_is_text_and_never_markup(lin: Seat, number: str) -> None:
    bad = "<script src=x></script>"
    lin.post(f"/cases/{number}/person-add", side="home", name=bad, unsafe="1")
    lin.post(f"/cases/{number}/help-add", list="plan", category="mind", what=bad)
    lin.post(f"/cases/{number}/safety-plan", seen="0", people=bad)
    shown_as_view = upload(lin, number, "a.html", bad.encode())

    pages = [tab(lin, number, name) for name in ("service", "safety")] + [lin.get(shown_as_view).text]
    assert all("<script src=x>" not in page and "&lt;script src=x&gt;" in page for page in pages)


def test_the_service_tab_keeps_plan_relief_visits_people_and_school(console: Console, lin: Seat, number: str) -> None:
    for path, fields in (
        (
            "help-add",
            {"list": "plan", "category": "school", "what": "商定复学日期", "who": "教务处", "due": "2026-11-30"},
        ),
        ("help-add", {"list": "relief", "category": "money", "what": "临时救助", "who": "民政所", "yuan": "800"}),
        ("person-add", {"side": "home", "name": "王某", "relation": "父亲", "unsafe": "1"}),
        ("attention", {"seen": "0", "attention": "red", "leader": "联村领导"}),
        ("visit-plan", {"kind": "home", "on": "2026-11-25", "what": "林老师去看看"}),
        ("bullying", {"seen": "0", "grade": "serious", "facts": "放学路上"}),
        ("dropout", {"seen": "0", "since": "2026-11-02", "registered": "2026-11-05"}),
    ):
        assert lin.post(f"/cases/{number}/{path}", **fields).status_code == 200, path

    page = tab(lin, number, "service")
    for text in (
        "商定复学日期",
        "800 元",
        "绝不联系",
        "应在 2026-11-28 前再去",
        "林老师去看看",
        "学校不得隐瞒",
        "2026-11-05",
    ):
        assert text in page
    history = lin.get(f"/cases/{number}").text
    for text in ("关注等级 无 → 红", "登记：绝不联系（家里）", "欺凌认定：严重", "一生一案：已登记"):
        assert text in history
    assert lin.post(f"/cases/{number}/help-add", list="plan", category="money", what="x").status_code == 409
    assert lin.post(f"/cases/{number}/visit-plan", kind="home", on="someday", what="x").status_code == 409


def test_a_file_is_looked_at_in_a_sandbox_and_a_copy_needs_a_reason(console: Console, lin: Seat, number: str) -> None:
    path = upload(lin, number, "伤情.jpg", PHOTO)
    page, bytes_ = lin.get(path), lin.get(f"{path}/raw")

    assert "可能有地点和时间" in page.text
    assert bytes_.content == PHOTO
    assert bytes_.headers["content-type"] == "image/jpeg"
    assert "sandbox" in bytes_.headers["content-security-policy"]
    assert bytes_.headers["x-content-type-options"] == "nosniff"
    copy = f"{path}/copy"
    assert lin.post(copy, reason="").status_code == 400
    assert lin.post(copy, reason="交派出所").headers["content-disposition"].startswith("attachment")
    assert "另存了一份材料" in lin.get(f"/cases/{number}").text
    actions = [action for action, _ in console.trail("lin")]
    assert actions.count("file:viewed") == 2
    assert "file:copied" in actions


def test_a_pdf_is_shown_as_pictures_of_its_pages(lin: Seat, number: str) -> None:
    path = upload(lin, number, "信.pdf", pdf())

    assert "第 1 页" in lin.get(path).text
    picture = lin.get(f"{path}/raw", page=1)
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert lin.get(f"{path}/raw", page=9).status_code == 404
    assert lin.get(path.replace(number, "HM261121-9999")).status_code == 404


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PNG, "picture"), (b"OggS12", "sound"), ("证言".encode(), "text"), ("证言".encode("gb18030"), "text"),
     (b"PK\x03\x04x", "nothing"), (b"%PDF-1.4 broken", "nothing"), (b"MZ\x90\x00", "nothing")],
)  # fmt: skip
def test_how_a_file_is_shown_depends_on_its_content(content: bytes, kind: str) -> None:
    assert shown(content).kind == kind


def test_programs_and_endless_files_are_not_taken(console: Console, lin: Seat, number: str) -> None:
    assert acceptable(b"MZ\x90\x00\x03") is None
    with pytest.raises(Unshowable):
        page_picture(b"%PDF-1.4 broken", 1)
    files = {"file": ("a.png", b"MZ\x90\x00", "image/png")}
    assert lin.http.post(f"/cases/{number}/file-add", data={"csrf": lin.csrf}, files=files).status_code == 409
    large = {"file": ("a.png", PNG + b"0" * (21 * 1024 * 1024), "image/png")}
    assert lin.http.post(f"/cases/{number}/file-add", data={"csrf": lin.csrf}, files=large).status_code == 413
    middle = {"file": ("a.png", PNG + b"0" * (5 * 1024 * 1024), "image/png")}
    assert lin.http.post(f"/cases/{number}/file-add", data={"csrf": lin.csrf}, files=middle).status_code == 303


def test_a_follow_up_is_asked_answered_and_listed(
    console: Console, lin: Seat, number: str, held_clock: HeldClock
) -> None:
    assert lin.post(f"/cases/{number}/followup-level").status_code == 200
    lin.post(f"/cases/{number}/status", status="waiting")
    held_clock.forward(3 * DAY)
    with console.store.session() as work:
        for one in sending.due(work):
            sending.make(work, one)
        receive(work, Inbound(Channel.WEB, "child", "answer", work.clock(), "在的"))
        work.commit()

    lin = console.seat("lin")  # the first sign-in is over after three days
    page = tab(lin, number, "followups")
    assert "有回音，请接着说" in page
    assert number in console.seat("zhao").get("/followups").text
    with console.store.session(reading=True) as work:
        row = lists.follow_ups(work, tickets.by_number(work, number))[0].id
    done = {"followup": row, "condition": "worse", "safe": "no", "text": "又被打了"}
    assert lin.post(f"/cases/{number}/followup-result", **done).status_code == 200
    assert console.ticket(number).level is RiskLevel.RED
    assert number not in lin.get("/followups", show="late").text
    with console.store.session(reading=True) as work:
        assert "followups:read" in [event.action for event in work.db.query(AuditEvent)]


def test_an_unsafe_person_is_not_offered_and_not_accepted(console: Console, lin: Seat, number: str) -> None:
    lin.post(f"/cases/{number}/person-add", side="home", name="王某", relation="父亲", unsafe="1")
    page = tab(lin, number, "followups")
    assert "绝不联系：王某 父亲" in page
    assert '<option value="">求助者本人</option></select>' in page
    person = re.search(r'name="person" value="([^"]+)"', tab(lin, number, "service"))
    assert person
    wish = {"at": "2026-11-25T10:00", "way": "phone", "person": person[1]}
    assert lin.post(f"/cases/{number}/followup-add", **wish).status_code == 409


@pytest.mark.parametrize(
    ("mask", "words", "name"), [("full", True, True), ("names", True, False), ("all", False, False)]
)
def test_the_case_on_paper_at_three_levels(
    console: Console, lin: Seat, number: str, mask: str, words: bool, name: bool
) -> None:
    lin.post(f"/cases/{number}/person-add", side="school", name="欧阳晓梅", relation="班主任", phone="13800138000")
    lin.post(f"/cases/{number}/note", text="已和欧阳晓梅说好，明天陪他去")
    page = lin.get(f"/cases/{number}/print", mask=mask).text

    assert ("〔" in page, "【姓名】【" in page) == (False, False)
    assert ("陪他去" in page, "欧阳晓梅" in page, "13800138000" in page) == (words, name, name)
    assert "林老师于" in page
    assert number in page
    with console.store.session(reading=True) as work:
        last = work.db.query(AuditEvent).filter_by(action="ticket:printed").one()
    assert last.detail == {"mask": mask}


def test_who_does_not_work_on_the_case_prints_no_full_file(console: Console, number: str) -> None:
    assert console.seat("bai").get(f"/cases/{number}/print", mask="full").status_code == 409
    assert console.seat("bai").get(f"/cases/{number}/print", mask="names").status_code == 200


def test_the_contents_are_complete_and_every_law_cited_is_in_force(statutes: Statutes) -> None:
    read = read_yaml((ROOT / "data" / "desk" / "bullying.yml").read_text(encoding="utf-8"))
    cited = [ref for part in (read["checks_law"], *(g["law"] for g in read["grades"].values())) for ref in part]
    for ref in cited:
        assert statutes.article(ref["law"], ref["article"], on=TODAY), ref

    assert [grade.name for grade in bullying(ROOT / "data")] == ["苗头", "一般", "严重"]
    assert sum(len(kind.items) for kind in service_plan(ROOT / "data")) == 42
