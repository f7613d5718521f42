"""What makes a rule unfit to decide by. Each refusal has a page under `docs/checks`."""

import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from engine.conditions import All, Any, AtLeast, Below, Comparison, Condition, In, Is
from engine.dates import iso
from engine.expressions import ExpressionError
from engine.packs.errors import PackFault
from engine.packs.law import BoundRule, bound
from engine.packs.model import Given, Row, Rule
from engine.packs.words import BASES, FAMILIES, words_of
from engine.profile.near import near_matches
from engine.verdicts import OFFICER_JUDGEMENT, SILENT, UNDETERMINED, scale_of
from engine.vocabulary import KINDS, Kind, MeasureSpec

# Words that the sentences of any rule may use beside its own facts and parameters.
SENTENCE_WORDS = frozenset({"area", "person", "Person", "item", "missing", "here"})
WORDS_TO_CLIENT = frozenset({"area", "you", "You", "your", "Your", "item"})


def faults_of(code: str, first_day: int, rules: Sequence[Rule]) -> Iterator[PackFault]:
    """Every fault of a pack's rules, one by one and against each other.

    `first_day` is the first day on which the pack decides anything.
    """
    to_clients = any(rule.to_client for rule in rules)
    for rule in rules:
        for why in (*_rule_faults(code, first_day, rule), *(_voice_faults(rule) if to_clients else ())):
            yield PackFault(rule.file, rule.id, why)
    yield from _version_faults(rules)
    yield from _measure_faults(rules)


def _rule_faults(code: str, first_day: int, rule: Rule) -> Iterator[str]:
    if not rule.id.startswith(code + "."):
        yield f"the name must start with the pack's code, `{code}.`"
    if rule.family not in FAMILIES:
        yield f"is of no family: `{rule.family}`; families: {', '.join(sorted(FAMILIES))}"
    if not rule.cites:
        yield "has no source; name the Act and section, judgment or guidance and the day it was read"
    kind = KINDS.get(rule.about)
    if kind is None:
        yield f"is about `{rule.about}`, which is not a kind of subject; kinds: {', '.join(sorted(KINDS))}"
        return
    date_faults = list(_date_faults(rule, first_day))
    yield from date_faults
    yield from _row_faults(rule)
    name_faults = [*_given_faults(rule, kind), *_fact_faults(rule, kind)]
    yield from name_faults
    yield from _sentence_faults(rule, kind)
    if not date_faults and not name_faults:
        yield from _binding_faults(rule, kind)


def _date_faults(rule: Rule, first_day: int) -> Iterator[str]:
    if rule.period.end <= rule.period.start:
        yield "ends before it begins"
    for parameter in rule.parameters.values():
        if not parameter.values:
            yield f"parameter `{parameter.name}` has no value"
            continue
        # Nobody applies after the test day, but an application may be as old as the pack, and a test as late.
        old = parameter.by == "application_date" and rule.period.by == "test_day"
        late = parameter.by == "test_day" and rule.period.by == "application_date"
        first, needed = parameter.values[0][0], first_day if old else rule.period.start
        if first > needed:
            yield f"parameter `{parameter.name}` has no value from {iso(needed)} to {iso(first)}"
        for day, value in parameter.values:
            if value is None and (late or day < rule.period.end):
                yield f"parameter `{parameter.name}` ends on {iso(day)} while the rule goes on"


def _row_faults(rule: Rule) -> Iterator[str]:
    scale = scale_of(rule.family)
    if not rule.rows or rule.rows[-1].when is not None:
        yield "the decision list must end with `otherwise`, so that every case has a verdict"
    if any(row.when is None for row in rule.rows[:-1]):
        yield "`otherwise` stands before the end of the decision list"
    for verdict in [row.verdict for row in rule.rows] + ([rule.none] if rule.none else []):
        if verdict not in scale:
            yield f"`{verdict}` is not a verdict; verdicts here: {', '.join(scale.verdicts)}"
    for row in rule.rows:
        if row.settle and row.verdict != UNDETERMINED:
            yield "a step that settles stands at a line that does not leave the verdict undetermined"


def _given_faults(rule: Rule, kind: Kind) -> Iterator[str]:
    for given in rule.given:
        spec = kind.measures.get(given.measure)
        if spec is None:
            known = ", ".join(sorted(kind.measures)) or "none"
            yield f"`{given.name}` uses the measure `{given.measure}`; measures of {rule.about}: {known}"
            continue
        yield from _argument_faults(rule, given, spec)


def _argument_faults(rule: Rule, given: Given, spec: MeasureSpec) -> Iterator[str]:
    if set(given.arguments) != set(spec.takes):
        yield f"`{given.name}`: the measure `{given.measure}` takes {', '.join(spec.takes)}"
    for value in [*given.arguments.values(), *([given.needed] if given.needed else [])]:
        if isinstance(value, str) and value not in rule.parameters:
            yield f"`{given.name}`: `{value}` is not a parameter of the rule"


_SAY_WHAT_THEN = (
    "uses a fact that may be not known and does not say what then: add a sentence for `undetermined`"
)


def _names(rule: Rule) -> set[str]:
    conditions = [row.when for row in rule.rows] + [factor.when for factor in rule.factors]
    return {name for condition in conditions if condition for name in condition.names}


def _fact_faults(rule: Rule, kind: Kind) -> Iterator[str]:
    usable = set(kind.facts) | {given.alias for given in rule.given} | set(rule.parameters)
    for name in sorted(_names(rule) - usable):
        near = ", ".join(f"`{each}`" for each in near_matches(name, usable))
        said = f"; near match: {near}" if near else ""
        yield f"unknown fact `{name}`; it is no fact of {rule.about}, measure or parameter of the rule{said}"


def _reads_unknowns(rule: Rule, kind: Kind) -> bool:
    measured = {given.alias for given in rule.given}
    read = {name for row in rule.rows if row.when for name in row.when.names}
    open_facts = {name for name, spec in kind.facts.items() if not spec.always_known}
    return bool(read & (measured | open_facts))


def _verdicts_said(rule: Rule, kind: Kind) -> set[str]:
    """Every verdict, and `none`, for which a rule needs a sentence."""
    needed = {row.verdict for row in rule.rows} - {SILENT}
    if rule.none and rule.none != SILENT:
        needed.add("none")
    if _reads_unknowns(rule, kind) or rule.none:  # a list may not have been asked about at all
        needed.add(UNDETERMINED)
    if any(given.measure == "nights_lived_here" for given in rule.given):  # stays that an officer may count
        needed.add(OFFICER_JUDGEMENT)
    return needed


def _sentence_faults(rule: Rule, kind: Kind) -> Iterator[str]:
    needed = _verdicts_said(rule, kind)
    for verdict in sorted(needed - set(rule.plain)):
        yield f"has no sentence for `{verdict}`" if verdict != UNDETERMINED else _SAY_WHAT_THEN
    for verdict in sorted(set(rule.plain) - needed):
        yield f"has a sentence for `{verdict}`, which it never gives"
    steps = [row.settle[1] for row in rule.rows if row.settle]
    sentences = [*rule.plain.values(), *(factor.say for factor in rule.factors), *steps]
    for name in _unknown_words(sentences, rule, kind, SENTENCE_WORDS):
        yield f"a sentence names `{{{name}}}`, which is not a fact or parameter of the rule"


def _voice_faults(rule: Rule) -> Iterator[str]:
    """What is wrong with a rule's sentences to the client, in a pack that has any."""
    kind = KINDS.get(rule.about)
    if kind is None:
        return
    needed = _verdicts_said(rule, kind)
    for verdict in sorted(needed - set(rule.to_client)):
        yield f"has no sentence to the client for `{verdict}`; other rules of the pack have (`to_client`)"
    for verdict in sorted(set(rule.to_client) - needed):
        yield f"has a sentence to the client for `{verdict}`, which it never gives"
    for name in _unknown_words(rule.to_client.values(), rule, kind, WORDS_TO_CLIENT):
        yield f"a sentence to the client names `{{{name}}}`, which is not a fact or parameter of the rule"


def _unknown_words(sentences: Iterable[str], rule: Rule, kind: Kind, common: frozenset[str]) -> Iterator[str]:
    usable = common | set(kind.facts) | set(rule.parameters) | {given.alias for given in rule.given}
    for sentence in sentences:
        for _text, name, _spec, _conversion in string.Formatter().parse(sentence):
            two_voices = common is WORDS_TO_CLIENT and name is not None and "|" in name
            if name is not None and name not in usable and not two_voices:
                yield name


def _binding_faults(rule: Rule, kind: Kind) -> Iterator[str]:
    """What is wrong with the conditions, of rows and factors alike, with the values of any day."""
    conditions = (*rule.rows, *(Row(factor.when, UNDETERMINED, None) for factor in rule.factors))
    whole = replace(rule, rows=conditions)
    try:
        on_days = [bound(whole, {"test_day": day, "application_date": day}) for day in _days_of_change(rule)]
    except (ExpressionError, KeyError) as fault:
        yield str(fault).strip("'\"")
        return
    types: dict[str, str] = {name: spec.type for name, spec in kind.facts.items()}
    types |= {given.name: kind.measures[given.measure].type for given in rule.given}
    found = (comparison for on in on_days for row in on.rows for comparison in _comparisons(row.condition))
    yield from dict.fromkeys(why for each in found for why in _comparison_faults(rule.about, types, each))
    yield from dict.fromkeys(why for on in on_days for why in _counted_faults(on))


_COMPARED_AS: Mapping[str, tuple[type, ...]] = {
    "yes_no": (Is,), "amount": (AtLeast, Below), "nights": (AtLeast, Below), "one_of": (In,),
}  # fmt: skip


def _comparison_faults(about: str, types: Mapping[str, str], comparison: Comparison) -> Iterator[str]:
    kind_of_fact = types.get(comparison.fact, "")
    if not isinstance(comparison, _COMPARED_AS.get(kind_of_fact, ())):
        yield f"`{comparison.fact}` is a {kind_of_fact} and is not compared as one"
    elif isinstance(comparison, In):
        yield from _word_faults(comparison.fact, comparison.words, words_of(about, comparison.fact))


def _word_faults(name: str, words: Iterable[str], known: frozenset[str] | None) -> Iterator[str]:
    for word in sorted(set(words) - known) if known is not None else ():
        near = ", ".join(f"`{each}`" for each in near_matches(word, known or ()))
        yield f"`{name}` is never `{word}`" + (f"; near match: {near}" if near else "")


def _counted_faults(on: BoundRule) -> Iterator[str]:
    for measure in on.measures:
        for name, value in measure.arguments.items():
            if isinstance(value, frozenset):
                yield from _word_faults(f"{measure.name}: {name}", value, BASES)


def _comparisons(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _comparisons(part)
    else:
        yield condition


def _days_of_change(rule: Rule) -> list[int]:
    """The days on which the rule says something new, each of its parameters having a value."""
    days = {rule.period.start, *(day for each in rule.parameters.values() for day, _value in each.values)}
    return sorted(day for day in days if all(each.on(day) is not None for each in rule.parameters.values()))


def _version_faults(rules: Iterable[Rule]) -> Iterator[PackFault]:
    versions: Mapping[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        versions[rule.id].append(rule)
    for name, same in versions.items():
        same.sort(key=lambda rule: rule.period.start)
        for before, after in pairwise(same):
            if before.period.by != after.period.by:
                yield PackFault(after.file, name, "its versions are chosen by different dates of the case")
            if before.period.end > after.period.start:
                yield PackFault(after.file, name, f"two versions are in force on {iso(after.period.start)}")
            if before.period.end < after.period.start:
                gap = f"{iso(before.period.end)} to {iso(after.period.start)}"
                yield PackFault(after.file, name, f"no version is in force from {gap}")
            if (before.about, before.ground, before.whose) != (after.about, after.ground, after.whose):
                yield PackFault(after.file, name, "its versions differ in what they are about")


def _measure_faults(rules: Iterable[Rule]) -> Iterator[PackFault]:
    """One fact name means one thing of a kind of subject, whichever rule uses it."""
    meant: dict[tuple[str, str], tuple[object, str]] = {}
    for rule in rules:
        for given in rule.given:
            says = (given.measure, tuple(sorted((k, _value(rule, v)) for k, v in given.arguments.items())))
            first = meant.setdefault((rule.about, given.name), (says, rule.id))
            if first[0] != says:
                yield PackFault(rule.file, rule.id, f"`{given.name}` means something else in {first[1]}")


def _value(rule: Rule, argument: str | int) -> str:
    if isinstance(argument, int) or argument not in rule.parameters:
        return str(argument)
    values = rule.parameters[argument].values
    return str([(day, sorted(value) if isinstance(value, frozenset) else value) for day, value in values])
