"""What staff and people say in a pretended year: made-up sentences, short and kind, that name nobody."""

from bot.notes import Topic

GOOD = (
    "Made lunch for the whole house",
    "Laughed until they cried at the film",
    "Went to the shop and back alone, first time",
    "Said hello to the new neighbour first",
    "Slept right through and said so at breakfast",
    "Asked for help before it got hard",
    "Won at dominoes, twice",
    "Stayed on the bus one stop longer",
    "Planted the beans and watered them",
    "Sang in the kitchen all morning",
)
FAMILY = (
    "A video call with family, about an hour",
    "Family rang. They talked in private",
    "A long call with family",
    "Family called earlier than they said",
)
ELSE: dict[Topic, tuple[str, ...]] = {
    "health": ("The surgery rang back: same tablets for now", "A cough since the morning"),
    "family_contact": ("A card came from family", "Family would like to visit on Sunday"),
    "tenancy": ("A letter about the rent came", "The man for the boiler comes at ten"),
    "eating": ("Tried the new soup and had more",),
    "sleep": ("Went to bed later than usual, and was glad of the film",),
    "public_interactions": ("A long chat with the postman",),
}
WORRY = (
    "Not like other days, and I cannot say why",
    "Somebody waited outside and left when I came",
    "Said something that stayed with me",
)
SAYS = (
    "It is all a bit much",
    "I want it quiet",
    "I'm all right, just tired",
    "Ask me tomorrow",
    "I don't know what started it",
    "I would like a walk",
)
WANTS = (
    "To be left alone for a while",
    "Somebody to sit with me",
    "A walk",
    "To sleep late",
    "To ring my family",
)
NOTE = (
    "Began after tea, and was over within the hour",
    "We sat together until it passed",
    "Two of us took turns",
    "Better after the walk",
    "The house was loud today",
)
DONE = (
    "Talked it through by phone; they stay with the plan",
    "Came over and we had tea together",
    "Somebody they like came in early",
    "Agreed to look again in the morning",
)
CLOSED = (
    "Calm since the evening",
    "A good night after",
    "Talked it over the next day",
    "We keep to the steps",
)
PLAN = ("One more step for the evenings", "Another word for the second sign")
CLOSED_SAYS = (
    "Thank you for coming",
    "I would have liked it sooner",
    "It helped that it was quiet",
    "I am fine now",
)
RATIONALE = "The kitchen was closed for the evening: a hot pan had been left on twice"
ALTERNATIVE = "Cook together at five, with the timer by the door"
INVOLVED = "They were asked first, and chose the hour"
