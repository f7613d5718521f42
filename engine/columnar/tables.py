"""A batch of cases as the columns that the facts are worked out from: days and areas as numbers.

Every frame has a column `case` (UInt32: the place of the case in its batch) and is sorted by it. Days are
proleptic ordinals (Int32) as in `engine.dates`; a date is two columns, `<name>_first` and `<name>_last`, both
null where it is not known. An area is its number in `Country.codes` (Int32), or one of the three below. A
word is its place in `WORDS[<field>]` (Int16), null where not known. Yes/no is Boolean, null where not known.
`evidenced` and columns that end in `_asked`, `_complete`, `_given` are never null.

Two sets of cases are in none of the frames. `by_row` holds the cases that columns do not carry: a stay whose
length or place in a sequence is told (`lasted`, `sequence`), or anything that is in one of several areas
(`possible_areas`); their facts come from the evaluator's own code. `refused` holds the cases in which a value
cannot be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

import polars as pl

from engine.facts.subjects import LEVELS
from engine.profile import words

NOT_KNOWN, OUTSIDE_UK, ELSEWHERE = -1, -2, -3  # in place of an area's number
CLIENT = 0  # the client's number among the people of a case; member k of the household is k + 1

LISTS = ("housing_history", "employment", "family", "special_circumstances", "risks")  # of every person

# The words of each field that is one of several, by the name of its column.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{
            name: tuple(sorted(get_args(field)))
            for name, field in {
                "basis": words.Basis,
                "job_kind": words.JobKind,
                "relation": words.HouseholdRelation,
                "circumstance_kind": words.CircumstanceKind,
                "risk_kind": words.RiskKind,
                "restriction_kind": words.RestrictionKind,
                "effect": words.Effect,
                "conviction_kind": words.ConvictionKind,
                "status": words.ImmigrationStatus,
            }.items()
        },
        # These may also be told as yes or no; a caution that was raised and is not settled is `unknown`.
        "level": (*sorted(LEVELS), "false", "true"),
        "lives_with_client": ("false", "shared", "true"),
        "raised": ("false", "true", "unknown"),
    }
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that cannot be read: its case, and the column that it stands in, by the contract's names."""

    case: int
    column: str


@dataclass(frozen=True, slots=True)
class Tables:
    """A batch of cases, encoded.

    cases: one row a case. `assessment_day`, `test_day`, `application_day`; `applying_to` (area);
        `household_asked`, `household_complete` (false where it is said to be incomplete), and so for
        `restrictions` and `prior_applications`; `convictions_asked`, `areas_wanted_asked`,
        `leaving_care_duty_given`, `placements_asked`, `placements` (how many); every single field that a
        rule reads, called by its path (`person.immigration.status`, `vulnerability.pregnant`);
        `threatened_least`, `threatened_most` (both null where nothing is said; most null for no bound); and
        for each block with documents its `<path>.evidence` (Boolean, never null).
    people: case, person (Int16); born_first, born_last (null where nothing is said of the age); age_least,
        age_most (on the test day; 0 and 120 where nothing is said); and for each of `LISTS` `<list>_asked`
        and `<list>_complete` (false where it is said to be incomplete; true where it was not asked).
        Sorted by case and person.
    members: case, person, relation, age (as told), dependent, pregnant, lives_with_client, status,
        recourse_to_public_funds, evidenced.
    stays, jobs, relatives, circumstances, risks: case, person, item (Int16: the place in that person's
        list), area, evidenced; sorted by case, person, item.
        stays: from_*, to_*, current (Boolean, never null: only where it is said), basis, own_choice, lawful.
        jobs: to_*, current (null where not said), kind, casual, hours_per_week, employer_confirmed.
        relatives: relation, resident_since_*, adult, wishes_to_be_near.
        circumstances: kind, only_available_there.
        risks: kind, occurred_there, probable_on_return, person_can_reach, reason_given.
    placements: case, item, area, from_*, to_*, current (never null), section_22a, evidenced.
    restrictions: case, item, kind, effect, until_*, evidenced.
    restriction_areas: case, item, area.
    exclusions: case, item, area, until_*, provider_given. arrears: case, item, area.
    convictions: case, item, kind.
    prior: case, item, authority, date_*, placed_in, placed_from_*, private_offer_accepted_on_*, evidenced.
    accepted: case, item, by, on_*, eligible, homeless, priority_need, intentional, prevention_duty,
        relief_duty, main_duty.
    duty_owed_by, areas_wanted, children_in: case, area.
    areas: case, area, connects (Boolean): each of `engine.named.areas_named` once, and ELSEWHERE; `connects`
        for ELSEWHERE and those of `areas_of_connection`. Sorted by case and area (so ELSEWHERE is first).
    """

    cases: pl.DataFrame
    people: pl.DataFrame
    members: pl.DataFrame
    stays: pl.DataFrame
    jobs: pl.DataFrame
    relatives: pl.DataFrame
    circumstances: pl.DataFrame
    risks: pl.DataFrame
    placements: pl.DataFrame
    restrictions: pl.DataFrame
    restriction_areas: pl.DataFrame
    exclusions: pl.DataFrame
    arrears: pl.DataFrame
    convictions: pl.DataFrame
    prior: pl.DataFrame
    accepted: pl.DataFrame
    duty_owed_by: pl.DataFrame
    areas_wanted: pl.DataFrame
    children_in: pl.DataFrame
    areas: pl.DataFrame
    by_row: tuple[int, ...]
    refused: tuple[Refused, ...]
