"""Which sealed columns are searched: one line each, and both writing and finding follow.

Every sealed column stands in one of the two tables below; a test fails for one that was forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

VERSION = 1
"""Raise it when a column is added that holds words already: every conversation is then indexed anew."""

MESSAGES = "对话"
EARLIER = "改前的话"

SEARCHED: Mapping[str, str] = {
    "caller_profiles.words_sealed": "求助者资料",
    "case_files.note_sealed": "材料说明",
    "case_people.person_sealed": "联系人",
    "case_sheets.body_sealed": "安全与服务记录",
    "case_talk.body_sealed": "协作",
    "disclosures.words_sealed": "信息提供",
    "followups.note_sealed": "回访",
    "followups.result_sealed": "回访结果",
    "help_items.result_sealed": "服务结果",
    "help_items.what_sealed": "服务事项",
    "help_items.who_sealed": "服务事项",
    "mandatory_reports.answer_sealed": "强制报告",
    "mandatory_reports.content_sealed": "强制报告",
    "mandatory_reports.told_sealed": "强制报告",
    "notes.body_sealed": "备注",
    "police_calls.record_sealed": "110 通话",
    "police_calls.script_sealed": "110 通话",
    "police_lines.text_sealed": "110 通话",
    "referral_events.words_sealed": "转介",
    "referrals.content_sealed": "转介",
    "report_flags.words_sealed": "强制报告",
    "subtasks.content_sealed": "分工",
    "subtasks.result_sealed": "分工",
    "tasks.detail_sealed": "待办",
    "ticket_events.reason_sealed": "理由",
    "visits.plan_sealed": "走访",
    "visits.report_sealed": "走访",
}
"""Column and what staff call it; messages are apart, for the assistant's own are left out (cases/bodies.py)."""

NOT_SEARCHED: Mapping[str, str] = {
    "assessments.entities_sealed": "repeats stretches of messages",
    "attachments.content_sealed": "not text",
    "attachments.name_sealed": "named by the sender's machine, and not shown to everybody",
    "caller_merges.reason_sealed": "about two cases: who reaches one may not reach the other",
    "case_attention.leader_sealed": "a member of staff",
    "case_files.content_sealed": "not text",
    "case_files.name_sealed": "not shown to everybody",
    "case_grants.reason_sealed": "only for who reviews break-glass",
    "case_grants.review_sealed": "only for who reviews break-glass",
    "contact_flags.reason_sealed": "about the caller, not about a case",
    "handovers.note_sealed": "only for who gives, is asked, or leads",
    "messages.body_sealed": "heard where it is sealed, which knows who speaks",
    "message_versions.body_sealed": "heard where it is sealed",
    "non_data_contacts.note_sealed": "no case to find",
    "quality_corrections.text_sealed": "only for supervisors, and about the work",
    "quality_reviews.remark_sealed": "only for supervisors, and about the work",
    "search_index.grams_sealed": "the index itself",
}
"""Every other sealed column that belongs to a conversation, with the reason."""


def strings(sealed: str) -> Iterator[str]:
    """The texts in what was sealed: itself, or every text in it when it is JSON."""
    if sealed[:1] not in ("{", "["):
        yield sealed
        return
    try:
        yield from _within(json.loads(sealed))
    except ValueError:
        yield sealed


def _within(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _within(part)
