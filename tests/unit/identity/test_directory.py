"""From records to actors: groups, permissions, units that are led; and the invented county."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import Invalid, NotFound
from engine.identity import Directory
from engine.identity.loading import load_demo, read_organisation

PACK_ROLES = {
    "petition_clerk", "petition_leader", "handling_office", "handling_leader", "archive_clerk",
    "window_clerk", "lead_department", "chief_representative", "dept_planning", "dept_construction",
    "dept_environment", "dept_market", "dept_health", "dept_fire", "centre_leader", "department_head",
    "deputy_manager", "executive_deputy_manager", "general_manager", "chairman", "vice_chairman",
    "executive_director", "supervisors_chairman", "shareholder_1", "shareholder_2", "shareholder_3",
    "reception_clerk", "reception_leader", "finance_clerk", "office_leader", "auditor", "designer",
    "administrator",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo() -> Directory:
    return Directory(load_demo())


def test_the_demo_has_someone_for_every_role(demo: Directory) -> None:
    assert {role.key for role in demo.organisation.roles} == PACK_ROLES
    for role in PACK_ROLES:
        assert demo.members(role), role


def test_everyone_in_the_demo_is_labelled_as_invented(demo: Directory) -> None:
    for user in demo.organisation.users:
        assert user.demo
        assert user.name.startswith("演示·")
        assert user.login.startswith("demo_")
        assert user.password_hash is None


def test_a_post_gives_its_roles_alone_and_with_its_unit(demo: Directory) -> None:
    actor = demo.load_actor("demo_office_b")
    assert actor.groups == {"handling_office", "handling_office@planning", "unit:planning"}
    assert actor.permissions == {"task.claim", "task.complete", "instance.start"}


def test_a_leader_leads_the_units_below(demo: Directory) -> None:
    assert demo.load_actor("demo_leader").led_units == {"petition", "petition_reception", "petition_archive"}
    assert demo.load_actor("demo_clerk").led_units == frozenset()
    assert len(demo.load_actor("demo_county").led_units) == len(demo.organisation.units)


def test_the_auditor_of_the_demo_may_not_change_anything(demo: Directory) -> None:
    assert demo.load_actor("demo_auditor").permissions == {"instance.read_all", "history.audit"}


def test_the_parts_of_the_machine_are_actors_but_not_people(demo: Directory) -> None:
    assert demo.load_actor("scheduler").permissions == {"system"}
    assert demo.find_user("scheduler") is None


def test_an_unknown_login_is_not_found(demo: Directory) -> None:
    assert demo.find_actor("nobody") is None
    with pytest.raises(NotFound, match="nobody"):
        demo.load_actor("nobody")


def test_a_substitute_acts_only_within_the_period() -> None:
    text = """
units: [{key: o, name: 局, name_en: O, kind: office}]
users: [{login: a, name: 甲, unit: o}, {login: b, name: 乙, unit: o}]
substitutes: [{login: a, substitute: b, first: 2026-01-05, last: 2026-01-09}]
"""
    directory = Directory(read_organisation(text))
    assert [s.substitute for s in directory.substitutes_for("a", date(2026, 1, 9))] == ["b"]
    assert directory.substitutes_for("a", date(2026, 1, 10)) == ()
    assert directory.substitutes_for("b", date(2026, 1, 9)) == ()


def test_someone_who_left_keeps_the_name_but_no_permission() -> None:
    text = """
units: [{key: o, name: 局, name_en: O, kind: office}]
roles: [{key: r, name: 员, name_en: R, permissions: [task.claim]}]
posts: [{key: p, name: 岗, name_en: P, unit: o, roles: [r]}]
users: [{login: a, name: 甲, unit: o, posts: [p], active: false}]
"""
    directory = Directory(read_organisation(text))
    assert directory.load_actor("a").name == "甲"
    assert directory.load_actor("a").permissions == frozenset()
    assert directory.members("r") == ()


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("users: [{login: a, name: 甲, unit: nowhere}]", "a: names the unit nowhere"),
        ("roles: [{key: r, name: 员, name_en: R, permissions: [fly]}]", "r: names the permission fly"),
        ("users: [{login: a, name: 甲, unit: o, colour: red}]", "a: cannot be read as users"),
        ("roles: [{key: r, name: 员, name_en: R, may: king}]", "r: cannot be read as roles"),
    ],
)
def test_mistakes_in_an_organisation_are_named(text: str, finding: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_organisation(text)
    assert finding in str(caught.value)
