"""Who writes to the demonstration desk, when and what: sentences of ours, never those of a caller."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cases.callers.profile import Profile
from cases.callers.words import AgeBand, Gender
from humiao.message import Channel
from humiao.vocabulary import Sender
from nlu.sentences import Example

DAYS = 14
HOURS = (5, 3, 2, 1, 1, 1, 2, 4, 6, 7, 8, 8, 10, 9, 7, 7, 8, 10, 12, 14, 16, 17, 14, 9)
"""How many write in each hour of the day, relatively: children write after school and late in the evening."""

TOPICS: Mapping[str, int] = {
    "physical_bullying": 9, "verbal_relational_bullying": 9, "domestic_violence": 8, "mental_distress": 12,
    "suicide_crisis": 5, "self_harm": 4, "sexual_harassment": 4, "sexual_assault": 3, "sextortion": 3,
    "online_sexual_exploitation": 2, "cyberbullying": 6, "school_mishandling": 4, "parent_child_conflict": 9,
    "teacher_misconduct": 5, "neglect_abandonment": 3, "runaway": 4, "custody_support_visit": 8,
    "game_livestream_refund": 8, "legal_aid": 6, "child_labour": 3, "minor_offender": 4, "school_rights": 5,
    "left_behind_care": 4, "property_extortion": 4, "violence_in_progress": 2, "legal_education": 9, "thanks": 2,
    "greet": 3, "fraud_or_mule": 4, "pregnancy_relationship": 3, "dropout": 3, "poverty_relief": 3,
}  # fmt: skip
"""Topics by how often they come, by the founders' reckoning; no office's figures."""

CHANNELS = {Channel.WEB: 60, Channel.TELEGRAM: 22, Channel.PHONE: 15, Channel.WALK_IN: 2, Channel.LETTER: 1}
AREAS = ("430181", "430182", "430102", "430104", "430105", "430111", "430112", "430121", "")
BANDS = (AgeBand.UNDER_8, *[AgeBand.FROM_8] * 5, *[AgeBand.FROM_14] * 4, *[AgeBand.FROM_16] * 2, None)


@dataclass(frozen=True)
class Caller:
    """One conversation to be: ``lines`` with the moment of each."""

    id: str
    channel: Channel
    lines: Sequence[tuple[datetime, str]]
    profile: Profile


def callers(examples: Sequence[Example], many: int, until: datetime, rnd: Random) -> Iterator[Caller]:
    """The callers of two weeks up to ``until``, in no order; the last three write in the last minutes."""
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for example in examples:
        if len(example.text) < 200:
            said[example.intent, str(example.sender)].append(example.text)
    for number in range(many):
        topic = rnd.choices(list(TOPICS), list(TOPICS.values()))[0]
        sender = rnd.choice([who for name, who in said if name == topic])
        start = until - timedelta(seconds=(8, 400, 900)[number]) if number < 3 else _moment(until, rnd)
        if number == 0:
            topic, sender = "violence_in_progress", "child"
        yield _caller(f"demo-{number}", start, said[topic, sender], sender, rnd, urgent=number == 0)


def _caller(id: str, start: datetime, there: list[str], sender: str, rnd: Random, *, urgent: bool) -> Caller:
    lines, moment = [], start
    for text in rnd.sample(there, min(len(there), 1 if urgent else rnd.choice((1, 1, 2, 2, 3)))):
        lines.append((moment, text))
        moment += timedelta(seconds=rnd.randint(20, 240))
    channel = Channel.WEB if urgent else rnd.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    gender = rnd.choice((*Gender, None))
    known = Profile(rnd.choice(AREAS), rnd.choice(BANDS), gender, Sender(sender))
    return Caller(id, channel, lines, known)


def _moment(until: datetime, rnd: Random) -> datetime:
    """Some moment of the two weeks, at an hour at which people write; not in the last two hours."""
    day = (until - timedelta(days=rnd.uniform(0.1, DAYS))).astimezone().replace(minute=0, second=0, microsecond=0)
    hour = rnd.choices(range(24), HOURS)[0]
    moment = day.replace(hour=hour) + timedelta(seconds=rnd.randint(0, 3599))
    return min(moment, until - timedelta(hours=2)).astimezone(until.tzinfo)
