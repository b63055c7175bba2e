"""Signing in, keeping people, and that a change reaches every process with its next command."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import Forbidden, Invalid, NotFound
from engine.identity import Membership, User
from tests.integration.office import Office, open_office, organisation


def test_only_the_right_password_of_an_active_person_signs_in(office: Office) -> None:
    people = office.engine.identity
    assert people.authenticate("wang", "secret") is None  # has no password yet
    people.set_password("wang", "secret", actor="wu")
    assert people.authenticate("wang", "wrong") is None
    assert people.authenticate("nobody", "secret") is None
    signed_in = people.authenticate("wang", "secret")
    assert signed_in is not None
    assert signed_in.login == "wang"
    people.save_user(replace(signed_in, active=False), ["clerk_post"], actor="wu")
    assert people.authenticate("wang", "secret") is None
    with pytest.raises(Forbidden):
        people.set_password("wang", "other", actor="li")
    with pytest.raises(NotFound):
        people.set_password("nobody", "other", actor="wu")


def test_a_change_of_people_reaches_another_process_with_its_next_command(office: Office) -> None:
    office.deploy("approval")
    other = open_office(office.engine.config.database.url, office.clock)
    try:
        second = Office(other)
        with pytest.raises(Forbidden):
            second.start("approval", actor="newcomer")
        newcomer = User("newcomer", "演示·新人", "office")
        office.engine.identity.save_user(newcomer, ["clerk_post"], actor="wu")
        task = second.start("approval", actor="newcomer").task_ids[0]
        office.engine.identity.save_user(newcomer, [], actor="wu")
        with pytest.raises(Forbidden):
            second.complete(task, "newcomer", form={"complete": True})
    finally:
        other.close()


def test_a_second_process_sees_a_newly_deployed_version(office: Office) -> None:
    office.deploy("approval")
    other = open_office(office.engine.config.database.url, office.clock)
    try:
        second = Office(other)
        second.start("approval")
        office.deploy("approval", settings="case_title: 新版\n")
        assert second.engine.read.instance(second.start("approval").number, "zheng").instance.version == 2
    finally:
        other.close()


def test_people_who_are_no_longer_named_keep_their_name_for_the_history(office: Office) -> None:
    all_of_them = organisation()
    fewer = replace(
        all_of_them,
        users=tuple(user for user in all_of_them.users if user.login != "sun"),
        memberships=tuple(m for m in all_of_them.memberships if m.login != "sun"),
    )
    office.engine.identity.save_organisation(fewer, actor="wu")
    sun = office.engine.identity.find_user("sun")
    assert sun is not None
    assert sun.name == "演示·sun"
    assert office.engine.identity.actor("sun").permissions == frozenset()


def test_saving_people_again_keeps_their_passwords(office: Office) -> None:
    people = office.engine.identity
    people.set_password("wang", "secret", actor="wu")
    people.save_organisation(organisation(), actor="wu")
    assert people.authenticate("wang", "secret") is not None


def test_records_that_name_what_is_not_there_are_refused(office: Office) -> None:
    known = organisation()
    wrong = replace(known, memberships=(*known.memberships, Membership("wang", "no_post")))
    with pytest.raises(Invalid) as refused:
        office.engine.identity.save_organisation(wrong, actor="wu")
    assert "no_post" in str(refused.value)
    with pytest.raises(Forbidden):
        office.engine.identity.save_organisation(known, actor="wang")
