"""How many mutants the cases beside the rules notice, and which they do not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.mutation.equivalents import Equivalent
from engine.mutation.mutants import mutants_of
from engine.mutation.tried import Tried
from engine.packs.model import Pack


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no case noticed."""

    rule: str
    place: str
    change: str

    def sentence(self) -> str:
        """It in one line."""
        return f"{self.rule}: {self.place}: {self.change}"


@dataclass(frozen=True, slots=True)
class Score:
    """Mutants made and noticed; those that nothing could notice are counted apart."""

    made: int
    survivors: tuple[Survivor, ...]
    equivalent: tuple[Survivor, ...]
    unused: tuple[Equivalent, ...]

    @property
    def counted(self) -> int:
        """The mutants that a case could notice."""
        return self.made - len(self.equivalent)

    @property
    def noticed(self) -> float:
        """The share of them that some case notices."""
        return 1 - len(self.survivors) / self.counted if self.counted else 1.0


def survivors_of(pack: Pack, rule_id: str, cases: Sequence[Tried]) -> tuple[int, tuple[Survivor, ...]]:
    """How many mutants a rule has, and those that none of its cases notices."""
    made, survivors = 0, []
    for mutant in mutants_of(pack, rule_id):
        made += 1
        if all(case.passes(mutant.versions) for case in cases):
            survivors.append(Survivor(rule_id, mutant.place, mutant.change))
    return made, tuple(survivors)


def score_of(found: Iterable[tuple[int, tuple[Survivor, ...]]], equivalents: Sequence[Equivalent]) -> Score:
    """The score over several rules. A listed equivalent that is no survivor (any more) is `unused`."""
    made = 0
    every: list[Survivor] = []
    for count, survivors in found:
        made += count
        every.extend(survivors)
    listed = [one for one in every if any(e.means(one.rule, one.place, one.change) for e in equivalents)]
    unused = tuple(e for e in equivalents if not any(e.means(o.rule, o.place, o.change) for o in every))
    return Score(made, tuple(one for one in every if one not in set(listed)), tuple(listed), unused)
