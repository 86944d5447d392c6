"""What can go wrong with a case, by what the caller of the store can do about it."""

from __future__ import annotations


class CaseError(Exception):
    """Base of the refusals below; the text is safe to show to staff and to log."""


class NotFound(CaseError):
    """There is no such record, or this person may not know that there is one."""


class NotAllowed(CaseError):
    """The role of this person, or the state of the case, does not permit it."""


class ReasonNeeded(CaseError):
    """This change is only made with a reason in words."""


class RuleForbids(CaseError):
    """A rule of law or of the desk forbids it; the text is the reason in Chinese, for staff to read."""


class AlreadyClaimed(CaseError):
    """Somebody else works on the ticket; ``owner`` is the name to show."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"already claimed by {owner}")
        self.owner = owner


class Stale(CaseError):
    """Somebody saved a newer version meanwhile: ``who`` did, and ``version`` is its number."""

    def __init__(self, who: str, version: int) -> None:
        super().__init__(f"version {version} was saved meanwhile")
        self.who = who
        self.version = version


class StillNeeded(CaseError):
    """The conversation cannot be erased yet: ``ticket`` (its number) must be finished first."""

    def __init__(self, ticket: str) -> None:
        super().__init__(f"ticket {ticket} must be finished first")
        self.ticket = ticket


class StillOwed(CaseError):
    """The case may not end before somebody is told its result; ``sentences`` say in Chinese what is missing."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("the result is still to be told: say how and when, or why it is not possible")
        self.sentences = sentences


class SignInFailed(CaseError):
    """Name or password are wrong, or the account is locked or closed: the person is not told which."""

    def __init__(self) -> None:
        super().__init__("name or password is wrong, or too many attempts were made")


class Erased(CaseError):
    """The words are gone for good: their key was erased."""


class StoreDown(Exception):
    """The database does not answer, is locked for too long, full or not set up.

    Nothing of the work was committed as far as the store knows; what a person wrote goes to the
    spool (cases/spool.py), whose replay drops it should it have been committed after all.
    """
