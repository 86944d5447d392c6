"""Files of a case: those that staff put in, encrypted, and those that came with the caller's messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases import audit
from cases.casework.begin import begin, words
from cases.casework.tables import CaseFile
from cases.changes import note_change
from cases.errors import NotFound
from cases.sealing import place
from cases.store import Work
from cases.tables import Attachment, Message, Operator, Ticket, new_id
from cases.transcript import attachment
from humiao.message import Upload

_NAME, _NOTE, _CONTENT = "case_files.name_sealed", "case_files.note_sealed", "case_files.content_sealed"


@dataclass(frozen=True)
class FileInfo:
    """A file without its content; ``seq`` is the message it came with, ``who`` the colleague who put it in."""

    id: str
    name: str
    media_type: str
    size: int
    at: datetime
    note: str = ""
    who: str = ""
    seq: int | None = None
    traces: bool = False
    """It may tell where and when a photo was taken."""


def add(
    work: Work, ticket: Ticket, operator: Operator, upload: Upload, *, note: str = "", traces: bool = False
) -> CaseFile:
    """Puts a file into the case; its type was checked by its content before."""
    conversation = begin(work, ticket, operator)
    row = CaseFile(
        id=new_id(),
        ticket_id=ticket.id,
        operator_id=operator.id,
        at=work.clock(),
        media_type=upload.media_type,
        size=len(upload.content),
        traces=traces,
    )
    row.name_sealed = work.ring.seal_text(conversation, upload.name, place(_NAME, row.id))
    row.note_sealed = work.ring.seal_text(conversation, words(note), place(_NOTE, row.id))
    row.content_sealed = work.ring.seal_bytes(conversation, upload.content, place(_CONTENT, row.id))
    work.db.add(row)
    work.db.flush()
    note_change(work, ticket, "file", by=operator)
    return row


def files(work: Work, ticket: Ticket) -> list[FileInfo]:
    """All files of the case, the newest first; contents are not read. Erased ones are left out."""
    if ticket.conversation.key_wrapped is None:
        return []
    return sorted(_ours(work, ticket) + _theirs(work, ticket), key=lambda info: info.at, reverse=True)


def content(work: Work, ticket: Ticket, file_id: str) -> tuple[FileInfo, bytes]:
    """One file of this very case with its bytes; raises NotFound, Erased."""
    info = next((info for info in files(work, ticket) if info.id == file_id), None)
    if info is None:
        raise NotFound("file")
    if info.seq is not None:
        return info, attachment(work, file_id)[1]
    row = work.db.get_one(CaseFile, file_id)
    return info, work.ring.open_bytes(ticket.conversation, row.content_sealed, place(_CONTENT, row.id))


def note_view(work: Work, ticket: Ticket, operator: Operator, file_id: str) -> None:
    """Looking at a file is noted in the audit chain."""
    audit.append(work, operator.id, "file:viewed", f"ticket/{ticket.id}", {"file": file_id})


def note_copy(work: Work, ticket: Ticket, operator: Operator, info: FileInfo, reason: str) -> None:
    """A copy leaves the desk: kept in the case with its reason. Raises ReasonNeeded without one."""
    begin(work, ticket, operator)
    note_change(work, ticket, "file_copied", by=operator, reason=words(reason, needed=True))
    audit.append(work, operator.id, "file:copied", f"ticket/{ticket.id}", {"file": info.id})


def _ours(work: Work, ticket: Ticket) -> list[FileInfo]:
    # Columns one by one: the contents may be megabytes and nobody looks at them here.
    f = CaseFile
    rows = work.db.execute(
        select(f.id, f.at, f.media_type, f.size, f.traces, f.name_sealed, f.note_sealed, Operator.shown_as)
        .join(Operator, Operator.id == f.operator_id)
        .where(f.ticket_id == ticket.id)
    )
    ring, conversation = work.ring, ticket.conversation
    return [
        FileInfo(
            id=id,
            name=ring.open_text(conversation, name, place(_NAME, id)),
            media_type=media_type,
            size=size,
            at=at,
            note=ring.open_text(conversation, note, place(_NOTE, id)),
            who=who,
            traces=traces,
        )
        for id, at, media_type, size, traces, name, note, who in rows
    ]


def _theirs(work: Work, ticket: Ticket) -> list[FileInfo]:
    a = Attachment
    rows = work.db.execute(
        select(a.id, a.name_sealed, a.media_type, a.size, Message.received_at, Message.seq)
        .join(Message, Message.id == a.message_id)
        .where(Message.conversation_id == ticket.conversation_id)
    )
    return [
        FileInfo(
            id=id,
            name=work.ring.open_text(ticket.conversation, name, place("attachments.name_sealed", id)),
            media_type=media_type,
            size=size,
            at=at,
            seq=seq,
        )
        for id, name, media_type, size, at, seq in rows
    ]
