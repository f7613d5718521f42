"""What must hold of options whatever the client, the areas and the services are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.known import Amount
from engine.matching import (
    AreaStanding,
    MatchingRequest,
    Option,
    Ranking,
    policy_on,
    rank_options,
    read_policies,
    sensitivity,
)
from engine.profile import read_profile
from services_directory.areas import Areas, load_areas
from services_directory.services import Ages, Confirmation, Directory, Provider, Service, Vacancies, taxonomy
from services_directory.services.graph import ServicesGraph

ALL_AREAS = load_areas()
CODES = tuple(ALL_AREAS.resolve(slug).codes[0] for slug in ("tower-hamlets", "hackney", "leeds", "york"))
# Four areas are enough to hold every relation, and quick to build a graph of.
AREAS = Areas(
    {code: ALL_AREAS[code] for code in CODES}, (), (), {CODES[0]: ALL_AREAS.neighbours(CODES[0])[2:3]}
)
POLICY_FILE = Path(__file__).resolve().parents[2] / "rules" / "practice" / "matching.yaml"
TEST_DAY = date(2016, 9, 1)
POLICY = policy_on(read_policies(POLICY_FILE.read_text("utf-8"), "matching.yaml"), TEST_DAY.toordinal())
PROVIDER = Provider("trust", "Trust (invented)", "trust@example.org", True)
CONFIRMED = dict.fromkeys(taxonomy()["criteria"], Confirmation("provider", date(2016, 8, 22)))
WORDS = {section: sorted(words) for section, words in taxonomy().items()}

# What a client and a service may be

KNOWN_OR_NOT = (True, False, None)
area = st.sampled_from(CODES)
areas = st.frozensets(area, min_size=1, max_size=2)


def every(**fields: Iterable[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Every combination of some fields, drawn at once: quicker than field by field."""
    return st.sampled_from([dict(zip(fields, values, strict=True)) for values in product(*fields.values())])


def up_to_two(words: Iterable[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(some) for size in range(3) for some in combinations(words, size))


entry = every(
    ages=[None, Ages(18, None), Ages(16, 25), Ages(None, 30)],
    genders=[None, frozenset(), frozenset({"female"})],
    public_funds=KNOWN_OR_NOT,
    wheelchair=KNOWN_OR_NOT,
    asks_about_bans=KNOWN_OR_NOT,
)
household = every(couples=KNOWN_OR_NOT, children=KNOWN_OR_NOT, pets=KNOWN_OR_NOT, single_sex=KNOWN_OR_NOT)
needs = every(**dict.fromkeys(WORDS["support_needs"][:4], (None, "none", "medium", "high")))
words = every(
    client_groups=[None, *up_to_two(["armed_forces", "people_sleeping_rough", "people_who_drink"])],
    convictions_refused=[None, *up_to_two(["arson", "theft", "violent"])],
    helps_with=up_to_two(WORDS["support_needs"]),
)
doors = every(
    type=WORDS["accommodation_types"],
    connection=["none", "area_connection", "pathway_rule", None],
    routes=up_to_two(["direct", "prison", "housing_options_part7"]),
    vacancies=[(), (Vacancies(1, date(2016, 8, 30)),), (Vacancies(0, date(2016, 8, 30)),)],
)


@st.composite
def services(draw: st.DrawFn) -> Service:
    where = draw(area)
    return Service(
        id="",
        name="Somewhere",
        provider=PROVIDER,
        area=where,
        serves=draw(areas) | {where},
        invented=True,
        pathway_rules=frozenset(),
        needs={need: level for need, level in draw(needs).items() if level},
        places=None,
        confirmed=CONFIRMED,
        **draw(entry),
        **draw(household),
        **draw(words),
        **draw(doors),
    )


def listed(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries({}, optional=fields), max_size=2)


levels = st.sampled_from([*POLICY.levels, True, False])
yes_no = st.booleans()
place = st.sampled_from([*CODES, "unknown"])
until = st.sampled_from(["2016", "2016-08-31", "2017-01-01"])
effects = st.sampled_from(["barred", "permission_needed", "notify"])

profiles = st.fixed_dictionaries(
    {"schema": st.just("safe-connections/profile/1"), "assessment_date": st.just(TEST_DAY.isoformat())},
    optional={
        "applying_to": area,
        "person": st.fixed_dictionaries(
            {}, optional={"gender": st.sampled_from(["female", "male", "other"])}
        ),
        "household": listed(relation=st.sampled_from(["partner", "child"]), dependent=yes_no),
        "family": listed(
            relation=st.sampled_from(["mother", "child", "cousin"]), area=place, wishes_to_be_near=yes_no
        ),
        "special_circumstances": listed(
            area=place, kind=st.sampled_from(["medical_treatment", "child_contact", "education"])
        ),
        "housing_history": listed(area=place, basis=st.just("rough_sleeping"), current=st.just(True)),
        "restrictions": listed(
            kind=st.sampled_from(["bail", "mappa"]),
            areas=st.lists(place, min_size=1, max_size=2),
            effect=effects,
            until=until,
        ),
        "restrictions_known": yes_no,
        "support_needs": st.fixed_dictionaries(
            {}, optional=dict.fromkeys((*WORDS["support_needs"], "substitute_prescribing"), levels)
        ),
        "vulnerability": st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(("served_custody", "domestic_abuse_victim", "dependent_children"), yes_no),
        ),
        "homelessness": st.fixed_dictionaries({}, optional={"street_homeless": yes_no}),
        "housing_needs": st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(("wheelchair", "couple", "pets", "single_sex"), yes_no)
            | {
                "exclusions": listed(provider=st.sampled_from(["trust", "other"]), area=place, until=until),
                "convictions": listed(kind=st.sampled_from(WORDS["conviction_kinds"]), spent=yes_no),
            },
        ),
        "wishes": st.fixed_dictionaries(
            {},
            optional={
                "areas_wanted": st.lists(place, max_size=2),
                "areas_refused": listed(area=place),
                "stay_here": yes_no,
                "children_in": st.lists(place, max_size=1),
                "agrees_to_reconnection": yes_no,
            },
        ),
    },
)

connections = st.sampled_from(
    ["not_met", "presumed_not_met", "officer_judgement", "undetermined", "presumed_met", "met"]
)
safeties = st.sampled_from(["clear", "clear", "caution", "undetermined", "excluded"])


@st.composite
def standings(draw: st.DrawFn) -> Mapping[str, AreaStanding]:
    return {
        code: AreaStanding(
            {"code": code, "name": AREAS[code].name, "slug": AREAS[code].slug},
            draw(safeties),
            "A reason.",
            ("risks",),
            draw(connections),
            None,
            "A reason.",
        )
        for code in CODES
    }


@st.composite
def circumstances(draw: st.DrawFn) -> dict[str, Any]:
    """Everything of a request but the profile."""
    least = draw(st.integers(14, 60))
    return {
        "standing": draw(standings()),
        "named_areas": draw(areas),
        "eligibility": draw(connections),
        "eligibility_because": "A reason.",
        "priority_need": draw(connections),
        "age": Amount(least, draw(st.sampled_from([least, least + 3, None]))),
        "referable": draw(st.sampled_from(KNOWN_OR_NOT)),
    }


@st.composite
def clients(draw: st.DrawFn) -> MatchingRequest:
    return client_of(draw(profiles), draw(circumstances()))


def client_of(data: dict[str, Any], around: dict[str, Any]) -> MatchingRequest:
    profile = read_profile(data, AREAS).profile
    applying_to = None if profile.applying_to == "unknown" else profile.applying_to
    return MatchingRequest(profile=profile, test_day=TEST_DAY.toordinal(), applying_to=applying_to, **around)


offers = st.lists(services(), max_size=5).map(
    lambda found: [replace(service, id=f"s{number}") for number, service in enumerate(found)]
)


def rank(client: MatchingRequest, found: list[Service]) -> Ranking:
    return rank_options(client, ServicesGraph(Directory((PROVIDER,), tuple(found)), AREAS), POLICY)


def verdicts(option: Option) -> set[str]:
    return {gate.verdict for gate in option.gates}


# What must hold


@given(clients(), offers)
def test_an_excluded_area_is_never_proposed(client: MatchingRequest, found: list[Service]) -> None:
    ranking = rank(client, found)
    excluded = {code for code in CODES if client.standing[code].safety == "excluded"}
    assert not [option for option in ranking.options if option.area["code"] in excluded]


@given(clients(), offers)
def test_safety_that_is_not_settled_is_never_an_open_gate(
    client: MatchingRequest, found: list[Service]
) -> None:
    for option in rank(client, found).options:
        code = option.area["code"]
        safety = client.standing[code].safety if code in CODES else "undetermined"
        assert (option.gates[0].verdict == "open") == (safety in ("clear", "caution"))


@given(clients(), offers)
def test_only_what_is_open_at_every_gate_counts_as_open(
    client: MatchingRequest, found: list[Service]
) -> None:
    ranking = rank(client, found)
    ladder = [
        2 if {"safety", "restriction"}.intersection(option.unknown_gates) else int(bool(option.unknown_gates))
        for option in ranking.options
    ]
    assert ladder == sorted(ladder)
    for option in ranking.options:
        assert "closed" not in verdicts(option)
        assert option.score is not None
        assert option.score.provisional == ("unknown" in verdicts(option))
        assert not (option.pareto and option.unknown_gates)
    for option in ranking.closed:
        assert option.score is None
        assert set(option.closed_by) == {gate.gate for gate in option.gates if gate.verdict == "closed"}
        assert option.closed_by


@given(clients(), offers)
def test_ranks_count_from_one_and_staying_stands_in_one_list(
    client: MatchingRequest, found: list[Service]
) -> None:
    ranking = rank(client, found)
    assert [option.rank for option in ranking.options] == list(range(1, len(ranking.options) + 1))
    everything = [option.id for option in (*ranking.options, *ranking.closed)]
    assert len(everything) == len(set(everything))
    assert any(option_id.startswith("stay:") for option_id in everything)


@given(clients(), offers, st.randoms(use_true_random=False))
def test_the_order_of_the_directory_does_not_matter(
    client: MatchingRequest, found: list[Service], random: Any
) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert rank(client, shuffled) == rank(client, found)


@given(profiles, circumstances(), offers)
def test_the_order_of_a_profiles_lists_does_not_matter(
    data: dict[str, Any], around: dict[str, Any], found: list[Service]
) -> None:
    assert rank(client_of(backwards(data), around), found) == rank(client_of(data, around), found)


def backwards(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: backwards(one) for name, one in value.items()}
    return [backwards(one) for one in reversed(value)] if isinstance(value, list) else value


@given(clients(), offers.filter(len), st.data())
def test_removing_a_service_never_reorders_the_others(
    client: MatchingRequest, found: list[Service], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(found))
    left = [option.id for option in rank(client, found).options if option.id != f"service:{gone.id}"]
    assert [option.id for option in rank(client, [one for one in found if one is not gone]).options] == left


def improvements(service: Service) -> Iterator[Service]:
    """The same service, better in one thing."""
    everything = frozenset(WORDS["support_needs"])
    yield replace(service, needs=dict.fromkeys(everything, "high"))
    yield replace(service, helps_with=everything)
    yield replace(service, ages=Ages(None, None))
    yield replace(service, genders=frozenset())
    yield replace(service, client_groups=frozenset())
    yield replace(service, convictions_refused=frozenset())
    yield replace(service, asks_about_bans=False)
    yield replace(service, public_funds=False)
    yield replace(service, wheelchair=True)
    yield replace(service, couples=True, children=True, pets=True, single_sex=True)
    yield replace(service, connection="none", pathway_rules=frozenset())
    yield replace(service, vacancies=(Vacancies(3, TEST_DAY),))
    row = POLICY.types[service.type]
    for word in WORDS["accommodation_types"]:
        other = POLICY.types[word]
        lasts = other.sustainability >= row.sustainability and other.for_under_18 >= row.for_under_18
        if lasts and other.route == row.route:
            yield replace(service, type=word)


@given(clients(), offers.filter(len), st.data())
def test_making_a_service_better_in_one_thing_never_lowers_it(
    client: MatchingRequest, found: list[Service], data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(found))
    better = data.draw(st.sampled_from(list(improvements(chosen))))
    before = place_of(rank(client, found), chosen)
    after = place_of(rank(client, [better if one is chosen else one for one in found]), chosen)
    if before is not None:
        assert after is not None
        assert after <= before


def place_of(ranking: Ranking, service: Service) -> int | None:
    return next((one.rank for one in ranking.options if one.id == f"service:{service.id}"), None)


ORDER = {"connection": ["not_met", "presumed_not_met", "officer_judgement", "presumed_met", "met"]}
ORDER["safety"] = ["excluded", "undetermined", "clear"]


@given(profiles, circumstances(), offers, area, st.sampled_from(["connection", "safety"]))
def test_an_area_that_is_safer_or_better_connected_never_falls_behind_another(
    data: dict[str, Any], around: dict[str, Any], found: list[Service], code: str, what: str
) -> None:
    standing = around["standing"][code]
    word = getattr(standing, what)
    better = standing._replace(**{what: ORDER[what][-1]})
    after = around | {"standing": {**around["standing"], code: better}}
    was, now = rank(client_of(data, around), found), rank(client_of(data, after), found)
    places = {option.id: option.rank for option in now.options}
    ahead = [option for option in was.options if option.area["code"] == code]
    for option in ahead:
        assert option.id in places, (what, word)
        for other in was.options:
            if other.area["code"] != code and (other.rank or 0) > (option.rank or 0) and other.id in places:
                assert (places[other.id] or 0) > (places[option.id] or 0), (what, word)


# What was never raised as a caution is none: the one presumption a gate rests on, and `cautions` says so.
PRESUMED_NONE = ("housing_needs", "exclusions")


def fields_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every field that is written in a profile."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield (*path, name)
            yield from fields_of(one, (*path, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from fields_of(one, (*path, number))


def without(value: Any, path: tuple[str | int, ...]) -> Any:
    first, *rest = path
    if isinstance(value, dict):
        if not rest:
            return {name: one for name, one in value.items() if name != first}
        return {name: without(one, tuple(rest)) if name == first else one for name, one in value.items()}
    return [without(one, tuple(rest)) if number == first else one for number, one in enumerate(value)]


@settings(max_examples=200)
@given(profiles, circumstances(), offers, st.data())
def test_leaving_out_a_field_never_opens_a_gate(
    data: dict[str, Any], around: dict[str, Any], found: list[Service], draw: st.DataObject
) -> None:
    written = [path for path in fields_of(data) if path[0] not in ("schema", "assessment_date")]
    if not written:
        return
    path = draw.draw(st.sampled_from(written))
    before = opened(rank(client_of(data, around), found))
    after = opened(rank(client_of(without(data, path), around), found))
    for option_id, gates in after.items():
        newly = gates - before.get(option_id, gates)
        if path in (PRESUMED_NONE, PRESUMED_NONE[:1]):
            newly -= {"exclusions"}
        assert not newly, (option_id, path)


def opened(ranking: Ranking) -> dict[str, set[str]]:
    return {
        option.id: {gate.gate for gate in option.gates if gate.verdict == "open"}
        for option in (*ranking.options, *ranking.closed)
    }


def read_with_and_without(
    data: dict[str, Any], around: dict[str, Any], found: list[Service], draw: st.DataObject
) -> tuple[Ranking, Ranking] | None:
    """The options with a field that is written, and without it."""
    written = [path for path in fields_of(data) if path[0] not in ("schema", "assessment_date")]
    written = [path for path in written if path not in (PRESUMED_NONE, PRESUMED_NONE[:1])]
    if not written:
        return None
    path = draw.draw(st.sampled_from(written))
    return rank(client_of(data, around), found), rank(client_of(without(data, path), around), found)


@settings(max_examples=200)
@given(profiles, circumstances(), offers, st.data())
def test_what_becomes_known_keeps_every_value_between_what_it_was_and_the_most_it_could_be(
    data: dict[str, Any], around: dict[str, Any], found: list[Service], draw: st.DataObject
) -> None:
    both = read_with_and_without(data, around, found, draw)
    if both is None:
        return
    known, not_known = ({option.id: option for option in each.options} for each in both)
    for option_id in known.keys() & not_known.keys():
        for now, before in zip(known[option_id].parts, not_known[option_id].parts, strict=True):
            assert before.value <= now.value <= before.at_most, (option_id, before, now)
            assert now.at_most <= before.at_most, (option_id, before, now)


@settings(max_examples=200)
@given(profiles, circumstances(), offers, st.data())
def test_only_what_was_named_as_a_contender_takes_the_first_place_when_more_is_known(
    data: dict[str, Any], around: dict[str, Any], found: list[Service], draw: st.DataObject
) -> None:
    both = read_with_and_without(data, around, found, draw)
    if both is None or not both[0].options or not both[1].options:
        return
    known, not_known = both
    first = known.options[0].id
    turns = sensitivity(not_known.options)
    if first == not_known.options[0].id or first not in {option.id for option in not_known.options}:
        return
    assert not turns.settled
    assert first in {contender.option.id for contender in turns.contenders}


@given(clients(), offers)
def test_every_gate_that_is_not_known_is_under_one_opening_and_alone_where_it_is_the_only_one(
    client: MatchingRequest, found: list[Service]
) -> None:
    options = rank(client, found).options
    openings = sensitivity(options).openings
    for option in options:
        held = [each for each in openings if option in (*each.opens, *each.with_more)]
        assert sorted(each.gate for each in held) == sorted(option.unknown_gates)
        assert [option in each.opens for each in held] == [len(option.unknown_gates) == 1] * len(held)


@given(clients(), offers)
def test_the_pareto_front_is_what_no_open_option_beats(client: MatchingRequest, found: list[Service]) -> None:
    open_ones = [option for option in rank(client, found).options if option.step == 0]
    for option in open_ones:
        beaten = any(
            all(other.value(part.criterion) >= part.value for part in option.parts)
            and any(other.value(part.criterion) > part.value for part in option.parts)
            for other in open_ones
        )
        assert option.pareto != beaten
