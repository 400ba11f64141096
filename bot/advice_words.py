"""Words that advice looks for: of signs that nobody could see, and of things that restrict somebody."""

import re

# how an instruction to staff begins; a sign says what the person does
TO_STAFF = re.compile(
    r"(?: monitor\w* | observe | assess | watch\ (?:out\ )?for | keep(?:ing)?\ an\ eye | look\ out\ for"
    r" | be\ aware | staff\ (?:to|should|must) )\b",
    re.VERBOSE,
)
# said of anybody, and seen by nobody: a sign of such words alone says too little
VAGUE = re.compile(
    r"(?: aggress | agitat | anxi | attitude | behavi | challeng | concern | cris[ei]s | declin | depress"
    r" | deteriorat | disturb | distress | emotion | escalat | function | general | indicat | manic | mental"
    r" | mood | paranoi | presentation | problem | psycho | relaps | risk | sign | stab | stress | struggl"
    r" | symptom | trigger | unpredictab | unsettl | unstab | unusual | unwell | upset | volatil | vulnerab"
    r" | warning | wellbeing | wors )\w*"
    r" | bad | badly | cope | coping | different | difficult | down | early | health | ill | increas(?:e|ed|ing)"
    r" | issues | low | normal | odd | off | overall | poor | poorly | something | state | strange | things"
    r" | usual | well",
    re.VERBOSE,
)
SMALL = re.compile(
    r"a | about | all | am | an | and | any | appear(?:s|ing)? | are | as | at | be | becomes? | becoming | being | bit"
    r" | can | cannot | cant | chang(?:e|es|ed|ing) | could | do(?:es)?(?:nt)? | feel(?:s|ing|ings)? | for | from"
    r" | get(?:s|ting)? | go(?:es|ing)? | had | has | have | having | he | hers? | herself | him | himself | his | i"
    r" | if | im | in | is(?:nt)? | its? | less | little | lots? | may | me | more | most | much | my(?:self)? | no"
    r" | not | of | on | or | our | quite | really | seem(?:s|ing)? | she | show(?:s|ing)? | so | some | than | that"
    r" | the | their | them(?:selves)? | then | they | this | to | too | usually | very | when | with",
    re.VERBOSE,
)
RESTRICTS = re.compile(
    r"\b(cancel\w*|lock(?:s|ed|ing)?(?! up)|remov(?:e|es|ed|ing|al)|ban(?:s|ned|ning)?|withh(?:old|olds|olding|eld)"
    r"|confiscat\w+|restrict\w*|restrain\w*|forbid\w*|seclu(?:de|ded|sion)"
    r"|search(?:es|ed|ing)? (?:his|her|their|the|my)|curfew|grounded"
    r"|den(?:y|ies|ied)|not allowed|tak(?:e|es|ing) (?:\w+ ){1,4}away|take away (?:his|her|their|the|my)"
    r"|keep (?:\w+ ){1,2}(?:in|inside|indoors)"
    r"|no (?:visits?|visitors?|phone|outings?|leave))\b"
)
# "stop" as something to do to somebody, not a bus stop or the start of "stop and have tea"
STOPS = re.compile(
    r"(?:^|[.;:,]\s*|\b(?:and|or|may|can|to|then)\s+)(stops?)\s+(?!and\b|by\b|at\b|for\b|with\b|off\b|if\b)\w"
)
UNDONE = re.compile(r"\b(?:not|never|dont|without|instead of|rather than|no need to)\s+(?:\w+\s+){0,2}$")


def is_vague(says: str) -> bool:
    """Whether a sign in these words could be of anybody, or tells staff what to do: nobody could say it was there."""
    plain = _plain(says)
    said = (word for word in re.findall(r"\w+", plain) if not SMALL.fullmatch(word))
    return bool(TO_STAFF.match(plain)) or all(VAGUE.fullmatch(word) for word in said)


def restricts(authorised: str) -> str | None:
    """The first word by which what staff may do would restrict somebody; None when it does not seem to."""
    plain = _plain(authorised)
    found = [*RESTRICTS.finditer(plain), *STOPS.finditer(plain)]
    meant = (one for one in found if not UNDONE.search(plain[: one.start(1)]))
    first = min(meant, key=lambda one: one.start(1), default=None)
    return first[1] if first else None


def _plain(text: str) -> str:
    """Small letters, without apostrophes, in one line."""
    return " ".join(re.sub("['’]", "", text.casefold()).split())
