"""Choose what to do with a turn: one list of questions, asked in the order of what matters most.

A human's presence comes before the machine's words, danger before everything the machine can say, a
person's command before a guess, harm before a guessed command, an answer before a question back.
That danger has its ticket and its alert does not depend on what is chosen here: bot/conversation.py
sees to it first.
"""

from __future__ import annotations

from collections.abc import Callable

from actions import answer, articles, clarify, delete_data, escalate
from actions.find import asks, find
from actions.follow_up import vague
from actions.hand_over import hand_over, hand_over_after_answer
from actions.keep_file import keep_file
from actions.progress import progress
from actions.speak import speak
from actions.turn import Turn
from cases import gaps
from cases.gaps import GapKind
from humiao.message import MessageKind, Reply
from humiao.vocabulary import Act, RiskLevel, Topic
from knowledge.search import Findings
from nlu.commands import Commands

Do = Callable[[], list[Reply]]
SURE = 0.6
"""A conversational act read by the classifier counts from here; below, the text is searched first."""
SURER = 0.9
"""The same for a yes or no, which only answers something."""


def choose(turn: Turn, commands: Commands) -> Do:
    """The act for this turn, still to be done."""
    asked, command = turn.take_question(), commands.act(turn.text)
    if turn.conversation.operator_id is not None:
        return list  # a human is talking: the bot says nothing
    if (little := vague(turn, command)) is not None:
        return lambda: little
    if turn.message.kind is not MessageKind.TEXT:
        return lambda: keep_file(turn)
    if turn.own_level is RiskLevel.RED:
        return lambda: escalate.red(turn) + (answer.offered(turn) or _asked(turn))
    return _follow_up(turn, asked, command) or _commanded(turn, command) or (lambda: _respond(turn))


_COMMANDS: dict[Act | None, Callable[[Turn], list[Reply]]] = {
    Act.ASK_HUMAN: hand_over,
    Act.ASK_PROGRESS: progress,
    Act.DELETE_DATA: delete_data.ask,
}


def _follow_up(turn: Turn, asked: str | None, command: Act | None) -> Do | None:
    """What the person says to a question of ours; None when it is something else."""
    if chosen := answer.offered(turn):
        return lambda: (escalate.yellow(turn) if turn.own_level.needs_a_human else []) + chosen
    said = turn.bare_text
    if said == turn.choice("unhelpful_choice", 0):
        return lambda: answer.unhelpful(turn)
    if asked == "delete":
        if command is Act.AFFIRM or said == turn.choice("delete_ask_choices", 0):
            return lambda: delete_data.confirmed(turn)
        return (lambda: [turn.kit.replies.say("delete_no")]) if command is Act.DENY else None
    if asked == "safe" and not turn.own_level.needs_a_human:
        if command is Act.AFFIRM:
            return lambda: [turn.kit.replies.say("safe_now")]
        if command is Act.DENY or said == turn.choice("check_in_choices", 1):
            return lambda: hand_over(turn)
    return None


def _commanded(turn: Turn, command: Act | None) -> Do | None:
    """A command in so many words, or one that the classifier is sure of while nobody is harmed."""
    harmed = turn.own_level.needs_a_human
    act = command or (None if harmed else _sure_act(turn))
    if act is Act.ASK_HUMAN and turn.recall("about"):
        return lambda: hand_over_after_answer(turn)
    if act in _COMMANDS:
        return lambda: _COMMANDS[act](turn)
    if harmed:
        return None
    if turn.kit.statutes.asks_for_original(turn.text):
        return lambda: answer.original(turn, turn.kit.statutes.resolve(turn.text, on=turn.today))
    if act is not None and turn.own_level is RiskLevel.NONE:
        return lambda: speak(turn, act)
    return None


def _sure_act(turn: Turn) -> Act | None:
    act = turn.assessment.act
    if act is Act.OUT_OF_SCOPE:
        return None  # the search weighs that too, and knows answers that the classifier does not
    # A vague 就是上次那个 resembles a yes; taken for one, nobody would ask what it means.
    enough = SURER if act in (Act.AFFIRM, Act.DENY) else SURE
    return act if turn.assessment.confidence >= enough else None


def _respond(turn: Turn) -> list[Reply]:
    """Support for harm or distress, and the answer to what was asked."""
    findings = _find(turn)
    if turn.own_level.needs_a_human:
        return escalate.yellow(turn) + _fitting(turn, findings)
    answers = answer.answer(turn, findings.hits[0].entry, findings.close) if findings.answered else []
    if turn.own_level is RiskLevel.BLUE:
        return [turn.kit.replies.say("blue"), *(answers or _gently(turn))]
    if turn.assessment.check_in and not answers:
        return _gently(turn)
    return answers or _no_answer(turn, findings)


def _find(turn: Turn) -> Findings:
    """The search; a question that goes on from an answer is read with what was asked before."""
    earlier = turn.history if turn.recall("about") else ()
    return find(turn.kit, turn.text, turn.assessment.shares, earlier)


def _asked(turn: Turn) -> list[Reply]:
    """The answer to a question that came with the danger; a child who only tells gets no lecture."""
    return _fitting(turn, _find(turn)) if asks(turn.text) else []


def _fitting(turn: Turn, findings: Findings) -> list[Reply]:
    """The answer to somebody who is being harmed: to what they ask, or else only about that harm.

    What a child tells is seldom a question, and an answer about another matter would hurt more than
    none: a human is coming.
    """
    topics = set() if asks(turn.text) else set(turn.assessment.topics[:2])
    fitting = [hit.entry for hit in findings.hits if not topics or hit.entry.topic in topics]
    return answer.answer(turn, fitting[0]) if findings.answered and fitting else []


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
    _note(turn, findings)
    if asks(turn.text) and (found := articles.offered(turn, findings)):
        return found
    if turn.assessment.topic is Topic.LEGAL_EDUCATION and not findings.hits:
        return [turn.kit.replies.say("no_answer", numbers=turn.numbers("12348"))]
    return clarify.clarify(turn, findings)


def _note(turn: Turn, findings: Findings) -> None:
    """A question without an answer is what the editors write next; what asks nothing is not one."""
    if asks(turn.text):
        kind = GapKind.UNSURE if findings.hits else GapKind.NO_ANSWER
        nearest = findings.hits[0].entry.id if findings.hits else None
        gaps.note(turn.work, turn.message, kind, topic=turn.assessment.topic, entry_id=nearest)
