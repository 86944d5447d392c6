"""Choose what to do with a turn: one list of questions, asked in the order of what matters most.

Danger comes before everything, a human's presence before the machine's words, a person's command
before a guess, an answer before a question back.
"""

from __future__ import annotations

from collections.abc import Callable

from actions import answer, clarify, delete_data, escalate
from actions.hand_over import hand_over
from actions.keep_file import keep_file
from actions.progress import progress
from actions.speak import speak
from actions.turn import Turn
from humiao.message import MessageKind, Reply
from humiao.vocabulary import Act, RiskLevel, Topic
from knowledge.search import Findings
from nlu.commands import Commands

SHORTEST_QUESTION = 4
"""Characters of the shortest text that is answered: 抚养费呢, 怎么报警."""

Do = Callable[[], list[Reply]]
SURE = 0.6
"""A conversational act read by the classifier counts from here; below, the text is searched first."""


def choose(turn: Turn, commands: Commands) -> Do:
    """The act for this turn, still to be done."""
    command = commands.act(turn.text)
    if turn.conversation.operator_id is not None:
        return lambda: _stay_silent(turn)
    if turn.message.kind is not MessageKind.TEXT:
        return lambda: _urgent(turn) + keep_file(turn)
    if turn.own_level is RiskLevel.RED:
        return lambda: escalate.red(turn)
    if (asked := turn.recall("asked")) is not None:
        turn.remember(asked=None)
        if (followed := _follow_up(turn, asked, command)) is not None:
            return followed
    if (act := command or _sure_act(turn)) in _COMMANDS:
        return lambda: _COMMANDS[act](turn)
    if turn.kit.statutes.asks_for_original(turn.text):
        return lambda: answer.original(turn, turn.kit.statutes.resolve(turn.text, on=turn.today))
    if act is not None and turn.own_level is RiskLevel.NONE:
        return lambda: speak(turn, act)
    return lambda: _respond(turn)


_COMMANDS: dict[Act | None, Callable[[Turn], list[Reply]]] = {
    Act.ASK_HUMAN: hand_over,
    Act.ASK_PROGRESS: progress,
    Act.DELETE_DATA: delete_data.ask,
}


def _sure_act(turn: Turn) -> Act | None:
    return turn.assessment.act if turn.assessment.confidence >= SURE else None


def _stay_silent(turn: Turn) -> list[Reply]:
    """A human is talking: the bot says nothing, but danger still raises the ticket and the alarm."""
    if turn.own_level.needs_a_human:
        escalate.raise_ticket(turn)
    return []


def _urgent(turn: Turn) -> list[Reply]:
    """A caption under a picture can hold the disclosure."""
    if turn.own_level is RiskLevel.RED:
        return escalate.red(turn)
    return []


def _follow_up(turn: Turn, asked: str, command: Act | None) -> Do | None:
    """What the person says to a question of ours; None when it is something else."""
    text = turn.text.strip()
    if asked == "delete":
        if text == turn.kit.replies.choices("delete_ask_choices")[0].sends:
            return lambda: delete_data.confirmed(turn)
        return lambda: [turn.kit.replies.say("delete_no")] if command is Act.DENY else _respond(turn)
    safe, unsafe, _ = (choice.sends for choice in turn.kit.replies.choices("check_in_choices"))
    if text == safe:
        return lambda: [turn.kit.replies.say("safe_now")]
    if text == unsafe or command is Act.DENY:
        return lambda: hand_over(turn)
    return None


def _respond(turn: Turn) -> list[Reply]:
    """Support for harm or distress, and the answer to what was asked."""
    findings = _found(turn)
    answers = answer.answer(turn, findings.hits[0].entry) if findings.answered else []
    if turn.own_level.needs_a_human:
        return escalate.yellow(turn) + answers
    if turn.own_level is RiskLevel.BLUE:
        return [turn.kit.replies.say("blue"), *(answers or _gently(turn))]
    if turn.assessment.check_in and not answers:
        return _gently(turn)
    return answers or _no_answer(turn, findings)


def _found(turn: Turn) -> Findings:
    """What the knowledge has for the text; a single word names a subject but asks nothing."""
    findings = turn.kit.knowledge.find(turn.text, topic=turn.assessment.topic)
    asks = len(turn.text.strip()) >= SHORTEST_QUESTION
    return findings if asks else Findings(findings.hits, answered=False)


def _gently(turn: Turn) -> list[Reply]:
    """Distress without an answer: one check-in question per conversation, then an open ear."""
    if turn.recall("checked"):
        return clarify.clarify(turn, Findings((), answered=False))
    turn.remember(checked=True)
    return clarify.check_in(turn)


def _no_answer(turn: Turn, findings: Findings) -> list[Reply]:
    """Better no answer than a wrong one: say so for the law, ask back for the rest."""
    if turn.assessment.act is Act.OUT_OF_SCOPE:
        return speak(turn, Act.OUT_OF_SCOPE)
    if turn.assessment.topic is Topic.LEGAL_EDUCATION and not findings.hits:
        return [turn.kit.replies.say("no_answer", numbers=turn.numbers("12348"))]
    return clarify.clarify(turn, findings)
