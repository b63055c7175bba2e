"""Passwords are kept as argon2 hashes."""

from __future__ import annotations

from engine.identity.passwords import hash_password, is_password, needs_rehash


def test_the_right_password_fits_and_a_wrong_one_does_not() -> None:
    kept = hash_password("一个很长的口令 42")
    assert kept.startswith("$argon2id$")
    assert "口令" not in kept
    assert is_password("一个很长的口令 42", kept)
    assert not is_password("一个很长的口令 43", kept)
    assert not needs_rehash(kept)


def test_nobody_signs_in_without_a_hash_or_with_a_broken_one() -> None:
    assert not is_password("nobody has this password", None)
    assert not is_password("x", "not a hash")
