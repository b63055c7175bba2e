"""Stored rows must stay readable for ever: the dictionary may not change, and damage is noticed."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.store import compression

#: checksum of the first dictionary
KNOWN = 0x8E69AA12
STEP = b'{"calendar":"c","command":{"type":"CompleteTask","actor":"li"},"events":[],"pack":"p"}'


@given(st.binary(max_size=2000))
def test_what_goes_in_comes_out(data: bytes) -> None:
    assert compression.decompress(compression.compress(data)) == data


def test_dictionaries_that_were_used_are_kept() -> None:
    assert set(compression.DICTIONARIES) >= {KNOWN}


def test_a_step_takes_less_room_than_in_plain_zlib() -> None:
    assert len(compression.compress(STEP)) < 0.7 * len(zlib.compress(STEP))


def test_plain_zlib_is_read_too() -> None:
    assert compression.decompress(zlib.compress(STEP)) == STEP


@pytest.mark.parametrize("cut", range(0, len(compression.compress(STEP)), 3))
def test_a_row_that_is_cut_is_unreadable(cut: int) -> None:
    with pytest.raises(compression.Unreadable):
        compression.decompress(compression.compress(STEP)[:cut])


def test_a_row_with_something_behind_it_is_unreadable() -> None:
    with pytest.raises(compression.Unreadable):
        compression.decompress(compression.compress(STEP) + b"x")


def test_an_unknown_dictionary_is_unreadable() -> None:
    packer = zlib.compressobj(zdict=b"other words")
    with pytest.raises(compression.Unreadable, match="not known"):
        compression.decompress(packer.compress(STEP) + packer.flush())
