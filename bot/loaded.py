"""Everything that was loaded together: one house file or several, merged."""

from pydantic import Field

from bot import house, plans


class House(house.Model):
    """The files as one value. Its parts agree with each other when `house_rules.faults` finds nothing."""

    organisation: house.Organisation | None = None
    """Whose services these are, and what holds for all of them."""
    services: list[house.Service] = Field(default_factory=list)
    """The homes and teams."""
    staff: list[house.Staff] = Field(default_factory=list)
    """Everybody who answers, is told or decides."""
    rotas: list[house.Rota] = Field(default_factory=list)
    """Who is on call when."""
    ladders: list[house.Ladder] = Field(default_factory=list)
    """Who is told in what order."""
    people: list[plans.Person] = Field(default_factory=list)
    """The people supported, each with their own plan."""
