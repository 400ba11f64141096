"""Plans: the same of the same seed, whole on paper, and with everything in them that may go wrong."""

from collections import Counter
from pathlib import Path

from handlers import load
from sandbox.storm import Storm
from tests.torture import house, plan
from tests.torture.place import Place
from tests.torture.plan import Kind, Plan

KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")


def plans() -> list[Plan]:
    return [
        one
        for seed in range(20)
        for kind in KINDS
        for one in (plan.short(seed, kind), plan.long(seed, 10, kind))
    ]


def test_a_seed_makes_the_same_plan_again_and_another_seed_another() -> None:
    assert plans() == plans()
    assert len({one.dumps() for one in plans()}) == len(plans())


def test_a_plan_comes_back_from_paper_as_it_was() -> None:
    assert [plan.loads(one.dumps()) for one in plans()] == plans()


def test_what_goes_wrong_does_so_while_it_lasts_and_in_order() -> None:
    for one in plans():
        moments = [wreck.at for wreck in one.wrecks]
        assert moments == sorted(moments)
        assert all(0 < at < one.seconds for at in moments)
        assert all(storm.at + storm.seconds < one.seconds for storm in one.storms)


def test_every_plan_kills_pauses_past_a_lease_steps_edits_and_holds_or_cuts_the_database() -> None:
    for one in plans():
        done = Counter(wreck.do for wreck in one.wrecks)
        assert set(done) == {"kill", "pause", "step", "edit", plan.OF[one.database]}
        assert any(wreck.seconds > one.lease for wreck in one.wrecks if wreck.do == "pause")
        assert any(storm.rates for storm in one.storms)
        assert any(storm.deliveries for storm in one.storms)


def test_a_storm_is_one_that_the_pretended_slack_takes() -> None:
    for one in plans():
        for weather in one.storms:
            Storm(plan.told(weather, silence=2.5))


def test_every_house_file_loads_and_keeps_what_is_seen_and_what_it_reaches(tmp_path: Path) -> None:
    read = []
    for edit in (0, 10, 11, 20):
        place = Place(plan.short(3), tmp_path, "")
        read.append(load.read([place.write_house(edit)], {}))
    plans_of = [[(one.plan.signs, one.plan.thresholds) for one in found.people if one.plan] for found in read]
    assert all(one == plans_of[0] for one in plans_of)
    assert len({str(found.ladders) + str(found.rotas) + str(found.people) for found in read}) > 1
    assert {one.slack for one in read[0].staff} == set(house.NAMES)
