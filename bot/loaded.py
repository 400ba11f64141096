"""Everything that was loaded together: one house file or several, merged."""

from pydantic import Field

from bot import house, plans


class House(house.Model):
    """The files as one value. Its parts agree with each other when `house_rules.faults` finds nothing."""

    organisation: house.Organisation | None = None
    services: list[house.Service] = Field(default_factory=list)
    staff: list[house.Staff] = Field(default_factory=list)
    rotas: list[house.Rota] = Field(default_factory=list)
    ladders: list[house.Ladder] = Field(default_factory=list)
    people: list[plans.Person] = Field(default_factory=list)
