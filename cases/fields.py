"""Field rules: who has a case open does not therefore read every field of it; data/desk/fields.yml is the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from yaml import YAMLError

from cases import grants
from cases.access import Permission, allows
from cases.callers.profile import Profile
from cases.errors import NotFound
from cases.roster.tables import Deputy
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import ENDED
from humiao.errors import HumiaoError
from humiao.settings import read_settings
from humiao.vocabulary import RiskLevel, Word
from humiao.yaml_text import read_yaml


class Show(Word):
    """How a field is shown."""

    SHOW = "show"
    MASKED = "masked"
    HIDDEN = "hidden"


class Field(Word):
    """What the rules know; everything else of a case is shown to whoever has it open."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    PROFILE = "profile"
    ATTACHMENTS = "attachments"
    NOTES = "notes"
    CHAT = "chat"
    WARNINGS = "warnings"


class Tie(Word):
    """What a person has to do with a case."""

    OWNER = "owner"
    FREE = "free"
    GLASS = "glass"
    LEAD = "lead"
    OTHER = "other"


Table = Mapping[Field, Mapping[Tie, Show]]


@cache
def table() -> Table:
    """The rules of this desk, read once; raises HM146."""
    return read_table(read_settings().path("data") / "desk" / "fields.yml")


def read_table(path: Path) -> Table:
    """The rules in this file; raises HM146 when a field or a tie is missing, or a warning is not shown to all."""
    try:
        rows = read_yaml(path.read_text(encoding="utf-8"))["fields"]
        found = {field: {tie: Show(rows[field][tie]) for tie in Tie} for field in Field}
    except (OSError, KeyError, TypeError, ValueError, YAMLError) as error:
        raise HumiaoError("HM146", f"{path.name} is not usable", f"{type(error).__name__}: {error}") from error
    if set(found[Field.WARNINGS].values()) != {Show.SHOW}:
        raise HumiaoError("HM146", f"{path.name} hides warnings", "whoever does not see one may harm a child")
    return found


def field(work: Work, operator: Operator, ticket: Ticket, name: Field) -> Show:
    """How this person sees the field of a case that they have reached."""
    if ticket.status not in ENDED and ticket.level is RiskLevel.RED:
        # Danger first: where the child is must not depend on who happens to look.
        return Show.SHOW
    return table()[name][tie(work, operator, ticket)]


def shown(work: Work, operator: Operator, ticket: Ticket, name: Field, value: str) -> str:
    """The value as this person sees it: itself, masked, or empty."""
    how = field(work, operator, ticket, name)
    if how is Show.SHOW or not value:
        return value
    return mask(name, value) if how is Show.MASKED else ""


def veil(work: Work, operator: Operator, ticket: Ticket, known: Profile) -> Profile:
    """The caller's profile as this person sees it; warnings are always there."""
    if field(work, operator, ticket, Field.PROFILE) is not Show.SHOW:
        kept = ("name", "phone", "where", "area", "speaking", "avoid_phone", "avoid_guardian", "warning")
        known = Profile(**{name: getattr(known, name) for name in kept})
    return replace(
        known,
        name=shown(work, operator, ticket, Field.NAME, known.name),
        phone=shown(work, operator, ticket, Field.PHONE, known.phone),
        where=shown(work, operator, ticket, Field.ADDRESS, known.where),
    )


def sees_all(work: Work, operator: Operator, ticket: Ticket) -> bool:
    """Whether nothing of the profile is masked or hidden: only then may it be written anew."""
    return all(field(work, operator, ticket, name) is Show.SHOW for name in (Field.NAME, Field.PHONE, Field.ADDRESS))


def demand_field(work: Work, operator: Operator, ticket: Ticket, name: Field) -> None:
    """Raises NotFound unless the field is shown in full."""
    if field(work, operator, ticket, name) is not Show.SHOW:
        raise NotFound(name)


def mask(name: Field, value: str) -> str:
    """Enough to tell two people apart, not enough to find one: 张**, 138****1234."""
    if name is Field.PHONE:
        return f"{value[:3]}****{value[-4:]}" if len(value) >= 11 else "****"
    return f"{value[:1]}**"


def tie(work: Work, operator: Operator, ticket: Ticket) -> Tie:
    """The nearest that this person is to the case."""
    if operator.id in (ticket.owner_id, ticket.assignee_id) or _deputy(work, operator, ticket):
        return Tie.OWNER
    if grants.standing(work, ticket, operator):
        return Tie.GLASS
    if allows(operator, Permission.CASE_ANY_MANAGE):
        return Tie.LEAD
    return Tie.FREE if ticket.owner_id is None and ticket.status not in ENDED else Tie.OTHER


def _deputy(work: Work, operator: Operator, ticket: Ticket) -> bool:
    found = work.db.get(Deputy, ticket.id)
    return found is not None and found.operator_id == operator.id
