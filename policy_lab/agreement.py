"""How far recorded decisions agree with what a pack finds, as it may be published."""

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from policy_lab.intervals import wilson
from policy_lab.replay.stands import ORDER
from policy_lab.results import Agreement, Stands

Under: TypeAlias = Literal["baseline", "proposed"]
UNDER: tuple[Under, ...] = get_args(Under)
Pair: TypeAlias = tuple[Stands, Stands]  # recorded, found


def rounded(count: int, to: int) -> int:
    """A count to the nearest figure that may be told of it."""
    return to * round(count / to)


def agreement_of(under: Under, counts: Mapping[Pair, int], to: int) -> Agreement:
    """The agreement of one family under one pack, from where verdicts stand, in rounded counts.

    The rate rests on the rounded counts, so that it tells no more than they do.
    """
    agree = stronger = weaker = left_open = 0
    for (recorded, found), count in counts.items():
        step = ORDER.index(recorded) - ORDER.index(found)
        if found == "open":
            left_open += count
        elif step == 0:
            agree += count
        elif step > 0:
            stronger += count
        else:
            weaker += count
    agree, left_open, stronger, weaker = (rounded(each, to) for each in (agree, left_open, stronger, weaker))
    settled = agree + stronger + weaker
    return Agreement(
        under=under,
        compared=settled + left_open,
        agree=agree,
        open=left_open,
        recorded_stronger=stronger,
        recorded_weaker=weaker,
        rate=wilson(agree, settled) if settled else None,
    )
