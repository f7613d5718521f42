"""Facts about the client of each case: what `engine.facts.client` says of one."""

import polars as pl

from engine.columnar.days import age_bounds
from engine.columnar.facts.told import any_of, undocumented, words
from engine.columnar.frames import NO_AREA, NO_BOUND
from engine.columnar.tables import CLIENT, WORDS, Tables
from engine.facts.subjects import LEVELS

_AS_SAID = {
    "public_funds": "person.immigration.recourse_to_public_funds",
    **{
        name: f"person.immigration.{name}"
        for name in ("habitually_resident", "right_to_reside", "eea_worker")
    },
    **{name: f"homelessness.{name}" for name in ("homeless", "street_homeless")},
    **{
        name: f"person.care.{name}"
        for name in ("should_have_been_looked_after", "section_20_duty_owed", "in_education")
    },
    "served_in_armed_forces": "person.armed_forces.served",
    **{
        name: f"vulnerability.{name}"
        for name in (
            "old_age", "mental_illness", "physical_disability", "learning_disability", "physical_illness",
            "substance_dependence", "in_recovery", "refugee_trauma", "other_special_reason",
            "domestic_abuse_victim", "homeless_because_of_domestic_abuse", "fled_violence",
            "emergency_disaster", "care_needs", "trafficking_victim",
        )
    },
}  # fmt: skip
_NEEDS = ("mental_health", "physical_health", "learning_disability", "drugs", "alcohol")
_ACCEPTED = (
    "eligible", "homeless", "priority_need", "intentional", "prevention_duty", "relief_duty", "main_duty",
)  # fmt: skip
_CUSTODY = frozenset({"prison", "remand"})
_PREGNANCY_NOT_ASKED = frozenset({"child", "grandchild", "father", "brother", "uncle"})


def client(tables: Tables) -> pl.DataFrame:
    """A row for each case: keys, how the list of the household stands, and every fact of the client."""
    cases = tables.cases
    said = cases.select(pl.col(path).alias(fact) for fact, path in _AS_SAID.items()).hstack(
        [
            cases["case"],
            *_ages(tables),
            _looked_after_between(cases),
            _looked_after(cases),
            served_custody(tables),
            *_household(tables),
            *_threatened(cases),
            words("client", "immigration_status", cases["person.immigration.status"], "status"),
            *(_need(cases, need) for need in _NEEDS),
            *_accepted(tables),
        ]
    )
    said = said.with_columns(
        intentional=pl.col("accepted_intentional").fill_null(cases["homelessness.intentional"]),
        said_to_sleep_rough=pl.col("street_homeless").fill_null(value=False),
        told_of_dependent_children=cases["vulnerability.dependent_children"].fill_null(value=False),
    )
    return said.with_columns(_on_evidence(cases)).with_columns(
        pl.lit(NO_AREA, pl.Int32).alias("area"),
        pl.lit(CLIENT, pl.Int16).alias("person"),
        cases["household_asked"].alias("household_member.asked"),
        cases["household_complete"].alias("household_member.complete"),
    )


def _ages(tables: Tables) -> list[pl.Series]:
    of_client = tables.people.filter(pl.col("person") == CLIENT)
    least, most = age_bounds(of_client["born_first"], of_client["born_last"], tables.cases["application_day"])
    return [
        of_client["age_least"].alias("age.least"), of_client["age_most"].alias("age.most"),
        least.alias("age_when_applying.least"), most.alias("age_when_applying.most"),
    ]  # fmt: skip


def _need(cases: pl.DataFrame, need: str) -> pl.Series:
    meant = {"false": ("none",), "true": tuple(LEVELS - {"none"})}
    return words("client", f"need_{need}", cases[f"support_needs.{need}"], "level", meant)


def _looked_after(cases: pl.DataFrame) -> pl.Series:
    """As said, or as placements or the time between 16 and 18 show it."""
    shown = pl.col("person.care.between_16_and_18").fill_null(value=False) | (pl.col("placements") > 0)
    said = pl.col("person.care.looked_after")
    return cases.select(looked_after=pl.when(said.is_null() & shown).then(True).otherwise(said)).to_series()


def _looked_after_between(cases: pl.DataFrame) -> pl.Series:
    never = pl.col("person.care.looked_after").eq(False).fill_null(value=False)
    said = pl.col("person.care.between_16_and_18")
    fact = pl.when(said.is_null() & never).then(False).otherwise(said)
    return cases.select(looked_after_between_16_and_18=fact).to_series()


def served_custody(tables: Tables) -> pl.Series:
    """Custody as said, or as a stay in prison of the client's shows."""
    codes = [WORDS["basis"].index(basis) for basis in _CUSTODY]
    held = tables.stays.filter((pl.col("person") == CLIENT) & pl.col("basis").is_in(codes))["case"].unique()
    said = pl.col("vulnerability.served_custody")
    shown = said.is_null() & pl.col("case").is_in(held.implode())
    return tables.cases.select(served_custody=pl.when(shown).then(True).otherwise(said)).to_series()


def _household(tables: Tables) -> list[pl.Series]:
    """Whether anyone of the household is pregnant, and whether there is anyone else."""
    codes = [WORDS["relation"].index(relation) for relation in _PREGNANCY_NOT_ASKED]
    asked = pl.col("relation").is_in(codes).fill_null(value=False).not_()
    of_members = tables.members.group_by("case").agg(
        some=pl.col("pregnant").any(), open=(pl.col("pregnant").is_null() & asked).any()
    )
    whole = pl.col("household_asked") & pl.col("household_complete")
    said = pl.col("vulnerability.pregnant")
    cases = tables.cases.select("case", "household_asked", "household_complete", "vulnerability.pregnant")
    known = cases.join(of_members, on="case", how="left", maintain_order="left").select(
        pregnant=any_of(
            pl.col("some").fill_null(value=False) | said.fill_null(value=False),
            pl.col("open").fill_null(value=False) | said.is_null() | whole.not_(),
        ),
        others_in_household=any_of(pl.col("some").is_not_null(), whole.not_()),
    )
    return known.get_columns()


def _threatened(cases: pl.DataFrame) -> list[pl.Series]:
    return [
        cases["threatened_least"].fill_null(0).alias("threatened_within_days.least"),
        cases["threatened_most"].fill_null(NO_BOUND).alias("threatened_within_days.most"),
    ]


def _accepted(tables: Tables) -> list[pl.Series]:
    """What the authority applied to has already found; findings that contradict each other settle nothing."""
    days = tables.cases.select("case", "applying_to", "test_day")
    stands = (pl.col("by") >= 0) & (pl.col("by") == pl.col("applying_to"))
    begun = pl.col("on_last").is_null() | (pl.col("on_last") <= pl.col("test_day"))
    found = (
        tables.accepted.join(days, on="case")
        .filter(stands & begun)
        .group_by("case")
        .agg(
            pl.when(pl.col(name).min() == pl.col(name).max())
            .then(pl.col(name).max())
            .alias(f"accepted_{name}")
            for name in _ACCEPTED
        )
    )
    settled = days.select("case").join(found, on="case", how="left", maintain_order="left").drop("case")
    return [
        *settled.get_columns(),
        *(settled[f"accepted_{name}"].fill_null(value=False).alias(f"found_{name}") for name in _ACCEPTED),
    ]


def _on_evidence(cases: pl.DataFrame) -> list[pl.Expr]:
    """The facts as the documents held support them; an authority's finding is its own evidence."""
    held = {block: pl.lit(cases[f"{block}.evidence"]) for block in _SHOWN_BY}
    found = {
        "homeless": pl.col("homeless").eq(pl.col("accepted_homeless")).fill_null(value=False),
        "intentional": pl.col("accepted_intentional").is_not_null(),
    }
    return [
        column
        for block, facts in _SHOWN_BY.items()
        for fact in facts
        for column in undocumented("client", (fact,), held[block] | found.get(fact, pl.lit(value=False)))
    ]


# The facts of each part of a profile that has documents.
_SHOWN_BY = {
    "person": ("age", "age_when_applying"),
    "person.immigration": (
        "immigration_status", "public_funds", "habitually_resident", "right_to_reside", "eea_worker",
    ),
    "person.care": (
        "looked_after", "looked_after_between_16_and_18", "should_have_been_looked_after",
        "section_20_duty_owed", "in_education",
    ),
    "person.armed_forces": ("served_in_armed_forces",),
    "homelessness": (
        "homeless", "street_homeless", "said_to_sleep_rough", "intentional", "threatened_within_days",
    ),
    "vulnerability": (
        "old_age", "mental_illness", "physical_disability", "learning_disability", "physical_illness",
        "substance_dependence", "in_recovery", "refugee_trauma", "other_special_reason",
        "domestic_abuse_victim", "homeless_because_of_domestic_abuse", "fled_violence", "served_custody",
        "others_in_household", "emergency_disaster", "care_needs", "trafficking_victim", "pregnant",
        "told_of_dependent_children", *(f"need_{need}" for need in _NEEDS),
    ),
}  # fmt: skip
