"""Ages and lengths of time as facts, from dates that may be only partly known."""

from engine.dates import DateRange, add_months
from engine.known import Amount, Truth, YesNo

OLDEST = 120


def birth_range(
    date_of_birth: DateRange | None, age: int | None, assessment_day: int
) -> tuple[int, int] | None:
    """The first and last possible day of birth, from a date of birth or an age on the assessment day."""
    if date_of_birth is not None:
        return date_of_birth.first, date_of_birth.last
    if age is None:
        return None
    return add_months(assessment_day, -12 * (age + 1)) + 1, add_months(assessment_day, -12 * age)


def age_on(day: int, born: tuple[int, int] | None, path: str) -> Amount:
    """Age in completed years on a day."""
    if born is None:
        return Amount(0, OLDEST, (path,))
    youngest, oldest = _years_between(born[1], day), _years_between(born[0], day)
    return Amount(youngest, oldest) if youngest == oldest else Amount(youngest, oldest, (path,))


def _years_between(birth: int, day: int) -> int:
    years = max(0, (day - birth) // 366)
    while add_months(birth, 12 * (years + 1)) <= day:
        years += 1
    return years


def since_at_least(since: DateRange | None, day: int, years: int, path: str) -> YesNo:
    """Whether something has lasted for so many years on a day (29 February goes back to 28)."""
    if since is None:
        return YesNo(None, (path,))
    limit = add_months(day, -12 * years)
    return YesNo(
        _not_after(since, limit), () if since.exact or _not_after(since, limit) is not None else (path,)
    )


def _not_after(when: DateRange, limit: int) -> Truth:
    if when.last <= limit:
        return True
    return False if when.first > limit else None
