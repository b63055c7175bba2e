"""Soundness of processes: what their tokens can do wrong, decided without running them."""

from engine.model.soundness.verdict import Problem as Problem
from engine.model.soundness.verdict import problems as problems
