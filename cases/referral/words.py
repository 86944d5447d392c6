"""Words of handing on: where a referral stands, what permits it, to whom a report goes."""

from __future__ import annotations

from humiao.vocabulary import Word


class ReferralState(Word):
    """Where a referral 转介 stands; the ways between are in cases/referral/moves.py."""

    DRAFT = "draft"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    """The agency says that it has it."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DONE = "done"
    """The agency says what became of it."""
    REVOKED = "revoked"


class Basis(Word):
    """What permits to pass a child's data on (个人信息保护法 第十三条)."""

    CONSENT = "consent"
    DUTY = "duty"
    EMERGENCY = "emergency"


class Consent(Word):
    """Who agreed; below fourteen only a guardian can (个人信息保护法 第三十一条)."""

    CHILD = "child"
    GUARDIAN = "guardian"


class Told(Word):
    """Whether the child knows what was passed on (个人信息保护法 第十八条、第二十三条)."""

    YES = "yes"
    LATER = "later"
    NO = "no"


class CallOutcome(Word):
    """How a call to the police ended."""

    CONTACT = "contact"
    """Rescuers have reached the child."""
    NOT_FOUND = "not_found"
    HANDED_OVER = "handed_over"
    """The police go on by themselves; nobody has confirmed yet that they reached the child."""
    NOT_NEEDED = "not_needed"


class SubTaskState(Word):
    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


class Organ(Word):
    """To whom a mandatory report goes (未成年人保护法 第十一条: 公安、民政、教育等有关部门)."""

    POLICE = "police"
    CIVIL_AFFAIRS = "civil_affairs"
    EDUCATION = "education"
    PROSECUTION = "prosecution"
    OTHER = "other"


class Way(Word):
    """How a report was made."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    ONLINE = "online"
    LETTER = "letter"


class FlagKind(Word):
    """What a supervisor must know of a mandatory report at once."""

    PREVENTED = "prevented"
    """Somebody tried to keep us from reporting."""
    NOT_REPORTED = "not_reported"
    """Somebody on duty decided that there is nothing to report."""
