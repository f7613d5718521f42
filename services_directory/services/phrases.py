"""The turns of phrase by which descriptions of services say who may come, as patterns by our own words."""

from collections.abc import Mapping

NO = (
    r"\b(?:no|not|non|never|cannot|can't|unable|don't|doesn't|won't|without|regardless of|irrespective of"
    r"|exclud\w+|refus\w+|unsuitable|neither|nor|declin\w+)\b(?! (?:only|problem))"
)
YES = (
    r"\b(?:welcom\w+|accept\w*|allow\w*|consider\w*|accessible|adapted|take|takes|suitable|yes|offer\w*"
    r"|available|permitted|friendly|can)\b"
)

YES_NO_TOPICS: Mapping[str, str] = {
    "couples": r"\bcouples?\b",
    "children": r"\bchildren\b|\bfamilies\b|\bdependants\b",
    "pets": r"\bpets?\b|\bdogs?\b|\banimals?\b",
    "wheelchair": r"\bwheelchairs?\b|\bstep[- ]free\b",
    "single_sex": r"\bsingle[- ]sex\b",
}

# The first that fits: `men and women` before `men`.
GENDERS: tuple[tuple[object, str], ...] = (
    (
        "any",
        r"\b(?:women and men|men and women|males? and females?|females? and males?)\b"
        r"|\b(?:mixed(?:[- ]gender)?|all genders|any gender)\b",
    ),
    (
        ["female"],
        (
            r"\b(?:women|females?)[- ]only\b|\bonly (?:for )?(?:women|females)\b"
            r"|\bfor (?:\w+ ){0,2}(?:women|females)\b"
        ),
    ),
    (
        ["male"],
        (
            r"\b(?:men|males?)[- ]only\b|\bonly (?:for )?(?:men|males)\b"
            r"|\bfor (?:\w+ ){0,2}(?:men|males)\b|\bsingle men\b"
        ),
    ),
)

GROUPS: Mapping[str, str] = {
    "people_sleeping_rough": r"\brough[- ]sleep|\bsleep(?:s|ing)? rough|\bstreet homeless",
    "people_with_convictions": r"\bex[- ]offenders?\b|\bprison leavers?\b|\bleaving (?:prison|custody)\b",
    "care_leavers": r"\bcare leavers?\b|\bleaving care\b",
    "armed_forces": r"\bveterans?\b|\bex[- ](?:forces|service)|\barmed forces\b",
    "refugees": r"\brefugees?\b",
    "survivors_of_domestic_abuse": r"\bdomestic (?:abuse|violence)\b",
    "survivors_of_trafficking": r"\btraffick|\bmodern slavery\b",
}  # fmt: skip

_ALL_NEEDS = ("mental_health", "drugs", "alcohol", "physical_health", "learning_disability")
# The first that fits.
NEEDS: tuple[tuple[Mapping[str, str], str], ...] = (
    (
        {"drugs": "none", "alcohol": "none"},
        r"\babstinen|\bdry house\b|\balcohol[- ](?:and drug[- ])?free\b|\bdrug[- ]and[- ]alcohol[- ]free\b",
    ),
    ({"drugs": "none"}, r"\bdrug[- ]free\b|\b(?:no|not|cannot)\b.*\b(?:active|current)\b.*\bdrugs?\b"),
    (dict.fromkeys(_ALL_NEEDS, "medium"), r"\b(?:low to medium|low[- ]medium|medium) (?:support )?needs?\b"),
    (dict.fromkeys(_ALL_NEEDS, "low"), r"\blow (?:support )?needs?\b"),
    (dict.fromkeys(_ALL_NEEDS, "high"), r"\b(?:high|complex|multiple) (?:support )?needs?\b"),
)
HELPS: Mapping[str, str] = {
    "mental_health": r"\bmental[- ](?:ill[- ])?health\b|\bmental illness\b",
    "drugs": r"\bdrugs?\b|\bsubstance\b|\baddiction\b",
    "alcohol": r"\balcohol\b|\bdrinking\b|\bsubstance\b",
    "physical_health": r"\bphysical[- ]health\b|\bphysical disabilit",
    "learning_disability": r"\blearning disabilit|\blearning difficult",
}

CONNECTION = (
    r"\b(?:local|borough|area|district|county)[- ]connections?\b"
    r"|\bconnections? (?:to|with) the (?:area|borough|city|county|district|town)\b"
)
RULES: Mapping[str, str] = {
    "six_of_twelve_months": r"\b(?:6|six)\b.{0,20}\b(?:12|twelve) months\b",
    "three_of_five_years": r"\b(?:3|three)\b.{0,20}\b(?:5|five) years\b",
    "contact_in_area": (
        r"\b(?:seen|found|verified|recorded|bedded down)\b.{0,40}"
        r"\b(?:in|by) the (?:area|borough|city|town|outreach)"
    ),
    "nominated_by_council": r"\bnominat\w+ (?:by|from|through) the council\b|\bcouncil nominations?\b",
}
WAYS: Mapping[str, str] = {
    "self": r"\bself[- ]refer|\brefer yourself|\bwalk[- ]in\b|\bdrop[- ]in\b",
    "direct": (
        r"\b(?:any|all|other|partner|support) (?:agency|agencies|professionals?|organisations?)\b"
        r"|\bagency referrals?\b|\bdirect referrals?\b"
    ),
    "outreach": r"\boutreach\b",
    "housing_options_part7": r"\bhousing options\b|\bcouncil's (?:housing|homeless)|\bhomelessness team\b",
    "assessment_hub": r"\b(?:assessment (?:hub|centre)|single point of access|gateway|pathway)\b",
    "clearing_house": r"\bclearing house\b",
    "treatment_service": r"\b(?:drug and alcohol|substance misuse|treatment) (?:service|team|provider)s?\b",
    "prison": r"\bprobation\b|\bprison resettlement\b",
    "hospital": r"\bhospital discharge\b|\bhospital teams?\b",
    "childrens_services": r"\b(?:children's|social) services\b",
}
REFUSED: Mapping[str, str] = {
    "arson": r"\barson\b|\bfire[- ]setting\b",
    "sexual": r"\bsex(?:ual)?[- ]offen[cd]|\bschedule (?:1|one)\b",
    "violent": (
        r"\bviolen(?:t|ce) (?:offen[cd]|crime|behaviour|conviction)|\bviolent\b"
        r"|\bviolence (?:against|towards)"
    ),
}
