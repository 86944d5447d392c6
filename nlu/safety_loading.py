"""Reading data/safety: words, phrases and rules, every one checked, every fault named with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from humiao.errors import HumiaoError
from humiao.vocabulary import RiskLevel, Topic
from nlu.safety_cues import HARMLESS, Cues
from nlu.safety_reading import read
from nlu.safety_rule import ONLY_WHEN_HEEDED, Guard, Pattern, Rule, Sequence, Within, parse_pattern
from nlu.safety_scope import GUARD_CUES
from nlu.safety_signs import Signs
from nlu.safety_signs_loading import signs_of

_NEEDED = frozenset({"id", "topic", "level", "any", "reason", "source", "fires", "quiet"})
_FIELDS = _NEEDED | {"within", "despite", "heeds", "unless", "check_in", "sure"}


@dataclass
class Loaded:
    """What the files of one folder say together."""

    words: dict[str, list[str]]
    phrases: dict[str, tuple[Sequence, ...]]
    rules: list[Rule]
    version: str
    signs: Signs
    variants: dict[str, list[str]]
    initials: dict[str, dict[str, str]]

    def cues(self) -> Cues:
        return Cues(self.words, self.phrases)


def load_folder(folder: Path) -> Loaded:
    """Reads every ``*.yml``; raises HumiaoError naming file, rule and fault."""
    digest = hashlib.sha256()
    loaded = Loaded({}, {}, [], "", signs_of(None), {}, {})
    for path in sorted(folder.glob("*.yml")):
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content)
        try:
            parsed = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe)
            _take(parsed, path.name, loaded)
        except yaml.YAMLError as problem:
            raise _fault(path.name, f"is not YAML: {problem}") from problem
    if not loaded.rules:
        raise HumiaoError("HM150", f"{folder} has no safety rules", "danger cannot be detected without them")
    _check_references(loaded)
    loaded.version = digest.hexdigest()[:16]
    return loaded


def _take(parsed: Mapping[str, Any], file: str, loaded: Loaded) -> None:
    for cue, forms in (parsed.get("cues") or {}).items():
        _take_cue(str(cue), forms, file, loaded)
    for entry in parsed.get("rules") or ():
        rule = _rule(entry, file)
        if any(rule.id == other.id for other in loaded.rules):
            raise _fault(file, "is there twice", rule.id)
        loaded.rules.append(rule)
    for word, forms in (parsed.get("disguised") or {}).items():
        loaded.variants[word] = [bare for form in str(forms).split() if (bare := read(form).text) != word]
    loaded.initials.update(parsed.get("initials") or {})
    if "signs" in parsed:
        try:
            loaded.signs = signs_of(parsed["signs"])
        except (KeyError, TypeError, ValueError) as problem:
            raise _fault(file, f"signs: {problem!r}") from problem


def _take_cue(cue: str, forms: object, file: str, loaded: Loaded) -> None:
    if cue in loaded.words or not isinstance(forms, list) or not forms:
        raise _fault(file, f"cue {cue!r} is empty, no list, or there twice")
    loaded.words[cue] = []
    sequences: list[Sequence] = []
    for form in _flat(forms):
        if set("{~") & set(form):
            sequences.extend(_pattern(form, file, cue).parts)
        else:
            loaded.words[cue].append(_word(form, file, cue))
    if sequences:
        loaded.phrases[cue] = tuple(sequences)
    for word in _literals(sequences):
        loaded.words.setdefault(f"={word}", [_word(word, file, cue)])


def _flat(forms: list[Any]) -> Iterator[str]:
    """Lists may hold lists: one line of words for each kind."""
    for form in forms:
        if isinstance(form, list):
            yield from _flat(form)
        else:
            yield str(form)


def _word(form: str, file: str, cue: str) -> str:
    """A word as the reading holds it: normalised, without blanks, with its clause edges kept."""
    edges = ("^" if form.startswith("^") else "", "$" if form.endswith("$") else "")
    plain = read(form.strip("^$")).text
    if not plain:
        raise _fault(file, f"word {form!r} of {cue!r} is empty once normalised")
    if len(plain) == 1 and plain.isascii():
        raise _fault(file, f"word {form!r} of {cue!r} is a single letter: it would fire everywhere")
    return edges[0] + plain + edges[1]


def _rule(entry: Mapping[str, Any], file: str) -> Rule:
    name = str(entry.get("id", "a rule without id"))
    unknown, lacking = sorted(set(entry) - _FIELDS), sorted(_NEEDED - set(entry))
    if unknown or lacking:
        raise _fault(file, f"has unknown fields {unknown} or lacks {lacking}", name)
    if not (entry["fires"] and entry["quiet"]):
        raise _fault(file, "needs at least one sentence under fires and one under quiet", name)
    try:
        return Rule(
            id=name,
            topic=Topic(entry["topic"]),
            level=RiskLevel(entry["level"]),
            patterns=tuple(parse_pattern(str(text)) for text in entry["any"]),
            within=Within(entry.get("within", "sentence")),
            deaf_to=_deaf_to(entry),
            unless=tuple(entry.get("unless", ())),
            check_in=bool(entry.get("check_in", False)),
            sure=bool(entry.get("sure", False)),
            reason=str(entry["reason"]).strip(),
            source=str(entry["source"]).strip(),
            fires=tuple(map(str, entry["fires"])),
            quiet=tuple(map(str, entry["quiet"])),
            file=file,
        )
    except ValueError as problem:
        raise _fault(file, str(problem), name) from problem


def _deaf_to(entry: Mapping[str, Any]) -> frozenset[Guard]:
    heeded = {Guard(guard) for guard in entry.get("heeds", ())}
    return frozenset({Guard(guard) for guard in entry.get("despite", ())} | (ONLY_WHEN_HEEDED - heeded))


def _pattern(text: str, file: str, name: str) -> Pattern:
    try:
        return parse_pattern(text)
    except ValueError as problem:
        raise _fault(file, str(problem), name) from problem


def _check_references(loaded: Loaded) -> None:
    for rule in loaded.rules:
        sequences = [part for pattern in rule.patterns for part in pattern.parts]
        for word in _literals(sequences):
            loaded.words.setdefault(f"={word}", [_word(word, rule.file, rule.id)])
        named = {cue for part in sequences for step in part for cue in step.cues} | set(rule.unless)
        if unknown := sorted(cue for cue in named if cue not in loaded.words):
            raise _fault(rule.file, f"names cues that no file defines: {unknown}", rule.id)
    guards = {cue for cues in GUARD_CUES.values() for cue in cues} | {HARMLESS}
    if missing := sorted(guards - set(loaded.words)):
        raise HumiaoError("HM150", f"no file defines the guard cues {missing}")
    loaded.phrases = dict(_in_order(loaded))


def _in_order(loaded: Loaded) -> Iterator[tuple[str, tuple[Sequence, ...]]]:
    """Phrases after their parts; a phrase that contains itself is a fault."""
    done = {cue for cue in loaded.words if cue not in loaded.phrases}
    waiting = dict(loaded.phrases)
    while waiting:
        ready = [c for c, seqs in waiting.items() if all(n in done for s in seqs for step in s for n in step.cues)]
        if not ready:
            raise HumiaoError("HM150", f"phrases name unknown cues or each other in a circle: {sorted(waiting)}")
        for cue in ready:
            yield cue, waiting.pop(cue)
            done.add(cue)


def _literals(sequences: list[Sequence]) -> set[str]:
    return {cue[1:] for sequence in sequences for step in sequence for cue in step.cues if cue.startswith("=")}


def _fault(file: str, fault: str, rule: str = "") -> HumiaoError:
    return HumiaoError("HM150", f"{file}{': rule ' + rule if rule else ''}: {fault}", "see docs/safety-rules.md")
