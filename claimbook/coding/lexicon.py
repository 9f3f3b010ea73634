"""English words for people and for what happens to them, by the codes of the ledger.

A noun is given in the singular; its plural follows a slash where it is not
regular. A noun that has one form only has a dash for the other.
"""

from __future__ import annotations

import re

_NOUNS = {
    "militants": "militant insurgent fighter rebel gunman/gunmen gunwoman/gunwomen attacker assailant bodyguard"
    " terrorist separatist extremist guerrilla miscreant infiltrator militiaman/militiamen bomber ringleader jihadist"
    " mutineer combatant commander belligerent bandit comrade mercenary ultra"
    " kidnapper abductor captor ring_leader cadre operative pirate facilitator -/khawarij -/khwarij khariji",
    "security_forces": "soldier -/troops trooper -/police policeman/policemen policewoman/policewomen police_officer"
    " -/personnel officer constable guard serviceman/servicemen servicewoman/servicewomen -/paramilitaries"
    " paramilitary/- lieutenant captain major colonel corporal sergeant brigadier ranger marine conscript recruit cadet"
    " -/security_forces law_enforcement/- law_enforcer sailor airman/airmen peacekeeper gendarme warder DSP SHO"
    " sepoy jawan commando private sapper -/sons_of_the_soil"
    " occupier invader cop prisoner_of_war/prisoners_of_war sub-inspector"
    " inspector naik havildar subedar superintendent",
    "prisoners": "prisoner inmate convict undertrial",
    "civilians": "civilian villager resident woman/women child/children man/men boy girl infant baby toddler teenager"
    " minor schoolboy schoolgirl -/schoolchildren student pupil schoolteacher teacher professor headteacher journalist"
    " reporter photographer cameraman/cameramen doctor surgeon nurse midwife/midwives medic paramedic patient lawyer"
    " judge magistrate activist campaigner migrant refugee family household passenger labourer laborer worker employee"
    " -/staff official councillor mayor politician relative pilgrim tourist visitor elder neighbour neighbor"
    " demonstrator protester worshipper imam cleric priest preacher rescuer volunteer firefighter headman/headmen"
    " wife/wives husband uncle aunt cousin nephew niece mother father son daughter brother sister sibling parent"
    " grandmother grandfather grandparent grandson granddaughter grandchild/grandchildren widow farmer herder shepherd"
    " fisherman/fishermen driver trader vendor shopkeeper merchant miner engineer porter barber cook baker tailor"
    " seamstress/seamstresses mechanic clerk electrician passer-by/passers-by passerby/passersby bystander onlooker"
    " commuter motorist peasant pensioner mourner guest aide fugitive -/townsfolk colleague foreman/foremen bride"
    " bridegroom pastor bishop monk nun diplomat interpreter translator scientist researcher academic cleaner caretaker"
    " technician brother-in-law/brothers-in-law sister-in-law/sisters-in-law contractor survivor detainee hostage"
    " inhabitant -/townspeople citizen youth male female kidnap_victim kidnapped_victim",
    "all": "person/people -/persons other victim individual foreigner suspect member -/more -/further",
}
# A part of the civilians: "others" beside it are not of the same part.
PARTS = re.compile(r"women|woman|child|children|boys?|girls?|infants?|men|minors?", re.IGNORECASE)
NATIONALITY = r"[A-Z][a-z]+(?:is|ns|ese)"
# An adjective that says whose a noun's people are, whatever the noun: "rebel commander", "army medics".
WHOSE = {
    "militants": r"rebel|insurgent|militant|guerrilla|separatist|terrorist|fighter",
    "security_forces": r"army|police|military|government (?=troop|soldier|force)|paramilitary|security|uniformed"
    r"|FC|Levies",
    "civilians": r"civilian|medical|health|aid|humanitarian|media",
}
# Words that are of harm only with an object: "lost 266 men", but "four of whom lost limbs".
WITH_OBJECT = re.compile(r"lost|losing|loss(?:es)?|remains of|holding|search.*", re.IGNORECASE)


def _any(patterns: str) -> str:
    """Return one pattern of those in a table, which stand apart by `` | `` or a new line."""
    return "|".join(re.split(r"\s+\|\s+|\s*\n\s*", patterns.strip()))


# What happened, in a noun or an adjective beside the number: "45 dead residents", "60 injuries".
STATES = {
    "casualties": r"casualties|(?:killed|dead) (?:and|or) (?:wounded|injured)(?!\s[\w ]{0,12}\d)",
    "killed": _any(r"""
        dead | deaths? | fatalities | bodies | corpses | coffins | martyrs | lives | slain | killed | martyred
        deceased | killings? | murders? | executions? | assassinations?
    """),
    "wounded": r"wounded|injured|injuries|hurt|(?:trauma|gunshot|blast) (?:cases?|victims?|patients?)",
    "captured": _any(r"""
        hostages?(?!-) | captives? | arrests? | abductions? | arrested | detained | abducted | kidnapped | captured
        (?<!places of )detentions? | kidnappings?
    """),
    "displaced": r"displaced|homeless|new arrivals",
    "missing": r"missing|(?:enforced )?disappear(?:ed|ances?)",
    "freed": r"freed|released|escaped(?= \w)(?! with)",
}
# Verbs with an object: "killed 45", "45 were killed", "the killing of 45".
DONE = {
    "casualties": r"kill(?:ed|ing) (?:or|and) (?:wound|injur)(?:ed|ing)",
    "killed": _any(r"""
        martyrdom of | sent (?=[^.;]{0,40}?\bto (?:hell|their end))
        (?:dead|victims|fatalities|killed) include[sd]?
        (?:shelling|fire|attacks?|blast|bomb\w*|strikes?|violence|fighting|it) (?:has |had |have )?claim(?:ed|s)
        kill(?:s|ed|ing)? | sl(?:ay|ays|aying|ew|ain) | annihilat(?:ed|ing) | wip(?:ed|ing) out
        (?:sent|dispatched) to hell | burn(?:ed|t) alive | put out of action | liquidat(?:ed|ing) | slaughter(?:ed|ing)
        (?:beaten|burn(?:ed|t)|hacked|stoned|stabbed|starved|crushed|trampled|tortured) to death
        gun(?:s|ned|ning) down | sho(?:o?t|ots|oting) dead
        execut(?:es?|ed|ing|ion) | massacred? | neutrali[sz](?:es?|ed|ing) | murder(?:s|ed|ing)?
        martyr(?:ed|ing) | assassinat(?:ed|ing|ion) | eliminat(?:ed|ing)
        (?:claim|took|taken|cost)(?:s|ed|ing)? the lives | behead(?:ed|ing) | deaths? | loss(?:es)? | lost | losing
        bod(?:y|ies) | remains of | cut down | lynch(?:ed|ing) | hang(?:ed|ing)
        among (?:the|those) (?:dead|victims|fatalities|killed|slain)(?: of [\w ]{3,20})?(?: (?:were|was|are|is)|,)
        (?:were|was|been) shot(?! (?:in|at|and|through|down)\b) | buried | at (?:a|the) cost of
        shot(?! (?:at|in|and|through|down|up|into)\b)(?= (?:an?|\w+(?: of (?:the|its|their|his|her))?) [a-z]+)
    """),
    "wounded": _any(r"""
        wound(?:s|ed|ing)? | injur(?:es?|ed|ing) | hurt(?:ing)? | maim(?:ed|ing) | beat(?:en|ing)?(?! back)
        tortur(?:ed|ing) | (?:taken|rushed|shifted|brought|moved|admitted) to (?:[^,.;]{2,40} )?hospitals?
        condition of | injur(?:y|ies) (?:to|of)
    """),
    "captured": _any(r"""
        captur(?:es?|ed|ing) | arrest(?:s|ed|ing)? | detain(?:s|ed|ing)? | abduct(?:s|ed|ing|ion)?
        kidnap(?:s|ped|ping)? | seized | surrender(?:ed|ing)? | (?:gave|given) (?:themselves|himself) up
        laid down their arms | whisked away | marched off | led away
        rearrested | recaptured | picked up | imprisoned | held | holding
        apprehend(?:s|ed|ing)? | round(?:s|ed|ing) up | nabb(?:ed|ing) | dragged (?:away|off|to)
        handed over(?![^.;]{0,60}?\bto the (?:Red|ICRC))
        t(?:ook|aken|aking) (?:hostage|away|prisoner|captive|into custody) | taken from (?:the|an?|his|her|their)
        remanded | took (?=\S+ (?:people|men|women|villagers|residents|boys|girls)\b)
        t(?:ook|aken|aking) (?=[^.;]{0,60}?\b(?:prisoner|hostage|captive|away|into custody|at gunpoint))
    """),
    "freed": _any(r"""
        free(?:s|d|ing) | releas(?:es?|ed|ing) | rescu(?:es?|ed|ing) | liberat(?:es?|ed|ing) | exchang(?:ed|ing)
        swap(?:ped|ping)? | let off | let go | set free | allowed to (?:go|return) home
        recovered (?:unharmed|alive|safely) | safely recovered | return(?:ed|ing)(?= \S+ captured\b)
        handed over(?=[^.;]{0,60}?\bto the (?:Red|ICRC))
    """),
    "missing": _any(r"""
        disappearances? | forcibly disappeared | lost contact with | search(?:ing|ed)? for | whereabouts | fate of
        status of
    """),
    "displaced": _any(r"""
        moved (?=[^.;]{0,40}?\bto safety)
        displac(?:es?|ed|ing) | evacuat(?:es?|ed|ing|ion of) | uproot(?:s|ed|ing)?
        (?:driv(?:en|ing)|drove|forc(?:ed|ing)) (?=(?:[^.;]|\.\d){0,60}?\bfrom (?:(?:their|his|her) )?homes?)
        (?:driv(?:en|ing)|drove|forc(?:ed|ing)) (?=(?:[^.;]|\.\d){0,60}?\bfrom the (?:town|village|area))
        (?:driv(?:en|ing)|drove|forc(?:ed|ing)) (?=(?:[^.;]|\.\d){0,60}?\binto the (?:hills|forest|bush|desert|sea))
        forc(?:ed|ing) (?=(?:[^.;]|\.\d){0,60}?\bto (?:flee|leave))
    """),
}
# Verbs without an object: the number is always before them.
CAME = {
    "killed": _any(r"""
        die[sd]? | dying | perish(?:ed|ing) | lost their lives | lost (?:his|her) life | succumbed
        (?:embraced|reached|attained) martyrdom | who fell | fell as martyrs
        (?:paid|made) the (?:supreme|ultimate) (?:price|sacrifice) | drank (?:from )?the cup of martyrdom
        (?:blew|blown|blow|blowing) (?:themselves|himself|herself) up | met (?:their|his|her) (?:end|death)
        (?:laid|laying) down (?:their|his|her)\s+li(?:ves|fe)
        bled to death | drowned | (?:had|have|has) fallen | gave (?:their lives|his life|her life)
        (?:were|was|are|is) among (?:them|(?:the|those) (?:dead|victims|killed|slain)) | of (?:them|which|whom) fatal
        fell(?= *[.,;]| in (?:battle|combat|action)| on the field) | fallen on the field
    """),
    "freed": _any(r"""
        escap(?:es?|ed|ing)(?! (?:with|unhurt|unharmed|injur|death|narrowly)) | walked (?:out|free) | broke out
        regained (?:their|his|her) freedom
    """),
    "captured": r"(?:were|was|are|is) among (?:the|those) (?:taken|abducted|kidnapped|captured|arrested|detained)",
    "displaced": _any(r"""
        sheltering | living in camps | fle(?:es?|d|eing) | (?:took|take|taken|taking) flight
        left (?:their homes|the (?:town|city|quarter|area|village|district|valley))
        abandoned (?:their homes|(?:\w+ )?villages?) | crossed into
        left [A-Z]\w+(?= by\b| for\b| on\b| after\b) | sought (?:shelter|refuge)
    """),
    "missing": _any(r"""
        went missing | go(?:ne|ing) missing | remain(?:s|ed)? missing | disappeared | unaccounted for
        vanish(?:ed|ing) | (?:not|never|\w+n.t) been (?:seen|found) | untraceable | (?:not|never|\w+n.t) been heard from
        has not come back | (?<!from )under the rubble | (?:was|were) never (?:seen|found)
    """),
    "wounded": _any(r"""
        (?:suffer(?:ed|ing)|sustain(?:ed|ing)|received|receiving|with) (?:\w+ ){0,3}(?:injur(?:y|ies)|burns|wounds)
        hospitali[sz]ed
        (?:in|under|receiving) (?:surgery|intensive care|(?:a )?critical condition|treatment) | shot in the \w+
        (?:critically|seriously|severely|gravely|badly|slightly|lightly)(?= *(?:[,.;)]|$|and\b|hurt|wounded|injured))
        los(?:t|es|ing) (?:an eye|limbs|a leg|an arm|his leg|her leg) | blinded | maimed | hit in the \w+
        (?:are|is|remain|remains) (?:in hospital|critical)\b
        (?:were|was|are|is) among (?:the|those) (?:wounded|injured)
    """),
}
HARM = re.compile(rf"\b(?:{'|'.join([*CAME.values(), *DONE.values()])})\b", re.IGNORECASE)
# A count that a sentence gives by its name: "the death toll rose to 45", "put the number of dead soldiers at nine".
_COUNTED = r"(?:deaths|fatalities|dead|killed|wounded|injured|missing|displaced|arrests|casualties|losses)"
_STANDS = (
    r"(?:put|given|assessed|estimated|exceed(?:s|ed)?|reach(?:es|ed)|climbed|rose|risen|stood|stands?|totall?ed|at"
    r"|should read)"
)
TOLL = _any(rf"""
    (?:death |casualty |civilian )?toll
    (?:total )?(?:number|count|minimum|total) of (?:the )?(?:\w+ ){{0,2}}?{_COUNTED}(?: \w+)?
    put the (?:total|{_COUNTED}) | the total (?:rising|rose|rises|has risen|stands|reached)
    put (?:\S+ ){{1,4}}?{_COUNTED}
    (?:\w+ )?{_COUNTED} (?:(?:\w+ ){{0,6}}?){_STANDS}(?= (?:at|to|as|by|around|\d))
    estimates? of (?:the )?(?:\w+ )?{_COUNTED} | {_COUNTED},? (?:who )?(?:now )?number(?:s|ed|ing)?\b
""")
# Verbs that are said of nothing but people, so that an unknown noun beside them is of people too.
OF_PEOPLE = _any(r"""
    kill(?:s|ed|ing) | sl(?:ays|aying|ew|ain) | massacred | murder(?:s|ed|ing) | execut(?:ed|ing) | shot dead
    gunned down | beheaded | wound(?:s|ed|ing) | injur(?:es?|ed|ing) | abduct(?:s|ed|ing|ion)
    kidnap(?:s|ped|ping) | detain(?:s|ed|ing) | arrest(?:s|ed|ing)? | died | dead | deaths? | murders?
    killings?
""")
# The same of one who suffers it: "a conductor was wounded".
SUFFERED = _any(r"""
    killed | slain | murdered | executed | shot | gunned down | beheaded | wounded | injured | hurt | abducted
    kidnapped | detained | arrested | martyred | stabbed | fatally struck | whisked away | hit in the
    evacuated | rounded up | apprehended | nabbed | picked up | neutrali[sz]ed | liquidated | eliminated
    captured | taken (?:captive|hostage) | freed | released | set free
""")


def _regular(noun: str) -> str:
    return noun[:-1] + "ies" if re.search(r"[^aeiou]y$", noun) else noun + "s"


def _forms() -> tuple[dict[str, str], dict[str, str]]:
    """Return patterns by group: of nouns in both numbers, and of nouns in the singular."""
    both: dict[str, str] = {}
    single: dict[str, str] = {}
    for group, entries in _NOUNS.items():
        pairs = [entry.replace("_", " ").partition("/") for entry in entries.split()]
        one = [singular for singular, _, _ in pairs if singular != "-"]
        many = [plural or _regular(singular) for singular, _, plural in pairs if plural != "-"]
        both[group] = "|".join(sorted([*one, *many], key=len, reverse=True))
        single[group] = "|".join(sorted(one, key=len, reverse=True))
    return both, single


PEOPLE, PERSON = _forms()


def group_of(words: str) -> tuple[str, str]:
    """Return the group of the people whom a noun phrase names, and the noun; blanks if it names none.

    >>> group_of("suspected rebel commanders"), group_of("45 dead residents"), group_of("houses")
    (('militants', 'commanders'), ('civilians', 'residents'), ('', ''))
    """
    found = [
        (match.end(), match.start(), group, match.group())
        for group, nouns in PEOPLE.items()
        for match in re.finditer(rf"\b(?:{nouns})\b(?!-|[’']s?\s)", words, re.IGNORECASE)
    ]
    if not found:
        return "", ""
    # The head is the last noun that is not "others", which says nothing of whom.
    said = [one for one in found if one[2] != "all"] or found
    _, start, group, noun = max(said)
    for whose, adjectives in WHOSE.items():
        if re.search(rf"\b(?:{adjectives})s?\s(?:\w+\s)?$", words[:start], re.IGNORECASE):
            group = whose
    return group, noun


def state_of(words: str) -> str:
    """Return what happened by the nouns and adjectives of a phrase; blank if they don't say.

    >>> state_of("45 dead residents"), state_of("civilians reported injured"), state_of("residents")
    ('killed', 'wounded', '')
    """
    found = [
        (match.start(), measure)
        for measure, nouns in STATES.items()
        if (match := re.search(rf"\b(?:{nouns})\b", words, re.IGNORECASE))
    ]
    return min(found)[1] if found else ""
