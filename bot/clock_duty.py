"""The clocks as a duty: what ran out is told to named people, and to a child in danger the truth."""

from __future__ import annotations

from bot.app import App
from cases.casefile import has_change
from cases.clocks.rounds import go_round
from cases.clocks.telling import Ringing
from cases.store import Work
from cases.tables import Ticket
from cases.transcript import say
from cases.words import Author
from humiao.clock import local
from humiao.message import BY_HAND

HONEST = "honest"
"""The change that says so on the case: once on each ticket."""


def keep_clocks(app: App) -> int:
    """One round over the clocks."""

    def child(work: Work, ticket: Ticket) -> bool:
        return tell_child(app, work, ticket)

    return go_round(app.store, Ringing(app.kit.also_alert, child))


def tell_child(app: App, work: Work, ticket: Ticket) -> bool:
    """Says once that nobody could come yet and what to do now; False when it is not for the assistant to say."""
    conversation = ticket.conversation
    if conversation.operator_id or conversation.key_wrapped is None or conversation.channel in BY_HAND:
        return False
    if has_change(work, ticket, HONEST):
        return False
    on = local(work.clock()).date()
    numbers = app.kit.directory.numbers(("110", "120", "12355"), area=app.kit.area, on=on)
    say(work, conversation, app.replies.say("nobody_yet", numbers=tuple(n.number for n in numbers)), Author.BOT)
    return True
