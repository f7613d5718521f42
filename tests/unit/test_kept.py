"""What an immutable value works out of itself once."""

from dataclasses import dataclass
from typing import NamedTuple

from engine.kept import Kept


class _Told(NamedTuple):
    nights: tuple[int, ...]


class _Lived(_Told):
    asked = 0

    @Kept
    def total(self) -> int:
        """All nights together."""
        _Lived.asked += 1
        return sum(self.nights)


@dataclass(frozen=True)
class _Frozen:
    nights: int

    @Kept
    def weeks(self) -> int:
        """Whole weeks."""
        return self.nights // 7


def test_it_is_worked_out_once_for_each_value() -> None:
    _Lived.asked = 0
    one, same, other = _Lived((1, 2)), _Lived((1, 2)), _Lived((4,))
    assert [one.total, one.total, same.total, other.total, other.total] == [3, 3, 3, 4, 4]
    assert _Lived.asked == 3


def test_what_was_worked_out_is_no_part_of_what_a_value_is() -> None:
    asked, not_asked = _Frozen(14), _Frozen(14)
    assert asked.weeks == 2
    assert asked == not_asked
    assert hash(asked) == hash(not_asked)
    assert repr(asked) == repr(not_asked)
    assert _Lived((1, 2)) == _Lived((1, 2))
