"""The monitoring that the documents offer is of this program: what they name is there, and the other way round."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

import bot.metrics
from db.session import Database
from handlers import metrics, metrics_read
from tests.house import Rowan

DOCS = Path(__file__).parents[2] / "docs"
OURS = ("bot", "prompts", "db", "handlers")
DASHBOARD = json.loads((DOCS / "monitoring" / "dashboard.json").read_text())
RULES = YAML(typ="safe").load(DOCS / "monitoring" / "alerts.yaml")
ALERTS = [one for group in RULES["groups"] for one in group["rules"]]
PANELS = [one for one in DASHBOARD["panels"] if one["type"] != "row"]
SELECTOR = re.compile(r"\b((?:relay|process)_[a-z_]+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'([a-z_]+)(=~|!=|=)"([^"]*)"')
Exposed = dict[str, dict[str, set[str]]]
# Prometheus's own, of what it asks
SCRAPED = {"job", "instance"}


@pytest.fixture(scope="module")
def exposed(migrated_sqlite: Path) -> Iterator[Exposed]:
    """Each sample there is, with the values of its labels."""
    database = Database(f"sqlite:///{migrated_sqlite}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metrics, "_database", None)
        patch.setattr(metrics, "_socket", None)
        patch.setattr(metrics_read, "PATIENCE", 30.0)
        relay = Rowan(database).relay
        relay.connected = lambda: True
        metrics.watch(relay)
        yield told(metrics.exposition()[0].decode())
    database.close()


def told(text: str) -> Exposed:
    found: Exposed = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for name, value in sample.labels.items():
                labels.setdefault(name, set()).add(value)
    return found


def expressions() -> Iterator[tuple[str, str]]:
    for one in ALERTS:
        yield one["alert"], one["expr"]
    for one in PANELS:
        for target in one["targets"]:
            yield f"{one['title']} {target['refId']}", target["expr"]


EXPRESSIONS = dict(expressions())


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_what_it_asks_for_is_exposed_with_those_labels(exposed: Exposed, name: str) -> None:
    asked = SELECTOR.findall(EXPRESSIONS[name])
    assert asked
    for figure, matchers in asked:
        if figure.startswith("process_") and sys.platform != "linux":
            continue
        assert figure in exposed, figure
        wanted = MATCHER.findall(matchers)
        assert MATCHER.sub("", matchers).strip(", ") == ""
        for label, how, value in wanted:
            if label in SCRAPED:
                continue
            words = value.split("|") if how == "=~" else [value]
            assert set(words) <= exposed[figure][label], (figure, label)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_what_it_groups_by_is_a_label(name: str) -> None:
    known = {"le", "kind", "why", "state", "what"}
    for labels in re.findall(r"\bby \(([^)]*)\)", EXPRESSIONS[name]):
        assert {one.strip() for one in labels.split(",")} <= known


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_its_brackets_close(name: str) -> None:
    bare = re.sub(r'"[^"]*"', '""', EXPRESSIONS[name])
    for opens, closes in ("()", "{}", "[]"):
        assert bare.count(opens) == bare.count(closes)


def families(exposed: Exposed) -> set[str]:
    """Names without what a histogram adds."""
    ours = {one for one in exposed if one.startswith("relay_")}
    return {re.sub(r"_(bucket|sum|count)$", "", one) for one in ours}


def test_every_figure_is_documented_and_every_documented_one_is_there(exposed: Exposed) -> None:
    page = (DOCS / "monitoring.md").read_text()
    rows = set(re.findall(r"^\| `(relay_[a-z_]+)`", page, re.MULTILINE))
    assert rows == families(exposed)
    assert set(re.findall(r"`((?:relay|process)_[a-z_]+)`", page)) <= families(exposed) | exposed.keys()


def test_every_figure_is_on_the_dashboard(exposed: Exposed) -> None:
    shown = {
        re.sub(r"_(bucket|sum|count)$", "", one)
        for one in SELECTOR.findall(str(EXPRESSIONS))
        for one in one[:1]
    }
    assert families(exposed) <= shown


# the rules, as Prometheus wants them


@pytest.mark.parametrize("rule", ALERTS, ids=lambda one: one["alert"])
def test_a_rule_has_the_shape_that_prometheus_reads(rule: dict[str, Any]) -> None:
    assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"Relay[A-Za-z]+", rule["alert"])
    assert re.fullmatch(r"\d+[smhd]", rule.get("for", "0s"))
    assert rule["labels"]["severity"] in ("ring", "look")
    assert set(rule["annotations"]) == {"summary", "description"}
    for text in rule["annotations"].values():
        assert text.count("{{") == text.count("}}")
        assert len(text) < 400


def test_rules_have_names_of_their_own() -> None:
    names = [one["alert"] for one in ALERTS]
    assert len(set(names)) == len(names)
    assert RULES.keys() == {"groups"}
    assert all(group.keys() == {"name", "rules"} for group in RULES["groups"])


def test_slack_refuses_us_with_every_word_that_no_try_can_mend() -> None:
    (rule,) = [one for one in ALERTS if one["alert"] == "RelaySlackRefusesUs"]
    (words,) = re.findall(r'why=~"([^"]*)"', rule["expr"])
    assert set(words.split("|")) == bot.metrics.REFUSES_US


# the log


def events(*levels: str) -> set[str]:
    """What the program logs at these levels, by name."""
    calls = (
        node for folder in OURS for path in (DOCS.parent / folder).rglob("*.py") for node in called(path)
    )
    return {
        node.args[0].value
        for node in calls
        if isinstance(node.func, ast.Attribute) and node.func.attr in levels and logs(node.func.value)
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def called(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def logs(value: ast.expr) -> bool:
    return ast.unparse(value) in ("log", "structlog.get_logger()")


def documented() -> set[str]:
    section = (DOCS / "monitoring.md").read_text().partition("\n## The log\n")[2]
    rows = re.findall(r"^\|((?: `[a-z_.]+`,?)+) \|", section, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([a-z_.]+)`", row)} - {"event"}


def test_every_event_that_warns_is_documented_and_every_documented_one_is_logged() -> None:
    loud = events("warning", "error", "exception", "critical")
    assert len(loud) > 30
    assert loud <= documented()
    # structlog's own `log`, for what libraries have to say
    assert documented() <= loud | events("info", "debug") | {"library"}


# the dashboard, as Grafana imports it


def test_whoever_imports_it_is_asked_for_their_prometheus() -> None:
    (asked,) = DASHBOARD["__inputs"]
    assert (asked["name"], asked["type"], asked["pluginId"]) == ("DS_PROMETHEUS", "datasource", "prometheus")
    chosen = {"type": "prometheus", "uid": "${DS_PROMETHEUS}"}
    for panel in PANELS:
        assert panel["datasource"] == chosen
        assert all(target["datasource"] == chosen for target in panel["targets"])
    assert "id" not in DASHBOARD
    assert 36 <= DASHBOARD["schemaVersion"] <= 41


def test_panels_stand_beside_each_other_and_say_what_they_show() -> None:
    ids = [one["id"] for one in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
    assert all(one["title"] and one["description"] for one in PANELS)
