"""Labels for the codes of the ledger, in plain, neutral English."""

from __future__ import annotations

GROUPS = {
    "militants": "militants",
    "security_forces": "security forces",
    "civilians": "civilians",
    "prisoners": "prisoners",
    "all": "people",
    "not_applicable": "",
}
# One of a group.
ONE_OF_GROUP = {
    "militants": "militant",
    "security_forces": "member of the security forces",
    "civilians": "civilian",
    "prisoners": "prisoner",
    "all": "person",
}
# The groups whose tolls are compared, in the order shown.
MAIN_GROUPS = ("militants", "security_forces", "civilians")

# The order in which speakers of the sides are named.
SIDE_ORDER = {"state": 0, "armed_group": 1, "other": 2}

MEASURES = {
    "killed": "killed",
    "captured": "captured",
    "freed": "freed",
    "wounded": "wounded",
    "missing": "missing",
    "displaced": "displaced",
    "casualties": "killed or wounded",
    "attackers": "taking part",
    "districts_attacked": "districts attacked",
    "locations_attacked": "locations attacked",
    "cities_attacked": "cities attacked",
    "duration_hours": "hours",
}
TOPICS = {
    "poverty": "poverty",
    "literacy": "literacy",
    "mortality": "deaths of children",
    "resources": "resources",
    "money": "money for operations",
    "population": "population and area",
    "duration": "length of the conflict",
    "violence": "violence by year",
}
# The topic of yearly counts, which the history shows.
YEARLY = "violence"

EVENT_KINDS = {
    "episode": "Episode",
    "attack": "Attacks",
    "raid": "Raids",
    "counter_operation": "Counter-operations",
    "prison_break": "Prison break",
    "service_outage": "Service outage",
    "statement": "Statement",
    "phase": "Phase",
    "earlier_episode": "Earlier episode",
}
BOUNDS = {"at_least": "at least ", "more_than": "over ", "up_to": "up to ", "about": "about "}
UNITS = {
    "percent": "{}%",
    "usd": "${}",
    "pkr": "Rs {}",
    "years": "{} years",
    "per_1000_births": "{} of 1,000 births",
}
# Large numbers in these units get commas.
GROUPED_UNITS = ("usd", "pkr", "residents")
STATEMENT_KINDS = {
    "accusation": "Accusation",
    "denial": "Denial",
    "responsibility": "Responsibility",
    "verification": "Verification",
    "ranking": "Ranking",
    "policy": "Policy",
    "demand": "Demand",
    "cause": "Cause",
    "sequence": "Sequence",
    "explanation": "Explanation",
    "condition": "Circumstance",
    "disruption": "Disruption",
    "conduct": "Conduct",
    "name": "Name",
    "trend": "Trend",
    "warning": "Warning",
    "reaction": "Reaction",
    "contradiction": "Contradiction",
}
THEMES = {
    "poverty_and_development": "poverty and development",
    "resources": "resources",
    "political_exclusion": "political exclusion",
    "force": "force",
    "foreign_involvement": "foreign involvement",
    "constitutional_order": "constitutional order",
    "ethnic_nationalism": "identity and nation",
    "crime": "crime",
    "retaliation": "retaliation",
}
# Measures of what somebody did to people.
PEOPLE_HARMED = ("killed", "wounded", "captured", "freed", "missing", "displaced", "casualties")
# In what people were killed or captured, after "in" or "by".
CAUSES = {
    "attack": "in an attack",
    "operation": "in an operation",
    "raid": "in a raid",
    "fighting": "in fighting",
    "gunfire": "by gunfire",
    "bombing": "by a bomb",
    "air_strike": "by an air strike",
}
BASES = {
    "own_count": "the speaker’s count of its own people",
    "bodies": "bodies",
    "compilation": "a compilation of reports",
    "sum": "a sum of other figures",
    "repetition": "another speaker’s figure",
    "witness": "what witnesses saw",
}
VERIFICATION = {
    "none": "The text says nothing of verification.",
    "unverified": "The text says that it is not independently verified.",
    "confirmed": "The text says that it is confirmed.",
}
ASSERTION = {
    "flat": "As a fact",
    "attributed": "As somebody’s words",
    "hedged": "With a word of doubt",
}
VERIFIED = {
    "none": "no word on verification",
    "unverified": "not independently verified, says the text",
    "confirmed": "confirmed, says the text",
}
# The verb for a figure's date, by where the date comes from.
STATED = {"release": "stated", "publication": "published", "earliest": "not before"}
DATE_PRECISION = {
    1: "dated to the day",
    2: "dated to two to six days",
    3: "dated to a week",
    4: "dated to a month",
    5: "dated to a year",
}
PLACE_PRECISION = {
    1: "the report names the site",
    2: "the report names the town, not a site",
    3: "the report names the district only",
    4: "the report names the province only",
    5: "the report names the area only vaguely",
    6: "the report names the country only",
    7: "the report places it at sea or in the air",
}
NOT_STATED = "not stated"
