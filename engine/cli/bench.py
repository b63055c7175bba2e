"""`banjian bench`: measures speed and size on this machine and prints them."""

from __future__ import annotations

import importlib
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine.cli.common import misused, print_json, say


@click.command("bench")
@click.argument("suites", nargs=-1)
@click.option(
    "--amount", type=click.IntRange(20), help="Cases, rounds or times; without it what the suite needs."
)
@click.option(
    "--cases",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Checkout of the DMN TCK, for tck.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def bench_command(
    ctx: click.Context, suites: tuple[str, ...], amount: int | None, cases: Path | None, as_json: bool
) -> None:
    """Measure cases per second, the cost of a step against a bare transaction, bytes per case.

    Without SUITE all that this machine can run. Every suite makes a database of its own and removes it.
    The suite tck measures no time: it runs the public conformance cases of DMN, and exits 1 if one fails.
    """
    known = _suites()
    if suites == ("tck",):
        if cases is None:
            raise misused("tck needs --cases DIR, a checkout of the DMN TCK")
        ctx.exit(_tck(cases, as_json))
    unknown = [name for name in suites if name not in known.SUITES]
    if unknown:
        raise click.UsageError(f"no suite {unknown[0]}; there are: {', '.join(known.SUITES)}")
    found: dict[str, Any] = {}
    for name in suites or known.available():
        found[name] = _measure(known, name, amount)
        if not as_json:
            _print(known.SUITES[name].title, found[name])
    if as_json:
        print_json(found)


def _suites() -> Any:
    """The measurements; they lie beside the package, in a working copy only."""
    root = Path(__file__).parents[2]
    if not (root / "bench" / "suites.py").is_file():
        raise click.UsageError(say("The measurements are in the source tree only, in the folder bench."))
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    return importlib.import_module("bench.suites")


def _tck(cases: Path, as_json: bool) -> int:
    from rich.console import Console
    from rich.progress import Progress

    tck = importlib.import_module("bench.tck")
    try:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("DMN TCK", total=len(tck.folders(cases)))
            found = tck.run(cases, lambda: bar.advance(task))
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from None
    failures = [asdict(failure) for failure in found["failures"]]
    if as_json:
        print_json({**found, "failures": failures})
    else:
        for name, count in found["folders"].items():
            click.echo(f"{count['passed']:5} {count['failed']:5}  {name}")
        for one in failures:
            click.echo("{folder} {case} {node}: expected {expected}, got {actual}".format_map(one))
        click.echo("{passed} passed, {failed} failed".format_map(found["total"]))
    return 1 if failures else 0


def _measure(known: Any, name: str, amount: int | None) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import Progress

    suite = known.SUITES[name]
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(suite.title, total=amount or suite.amount)
        result: dict[str, Any] = known.run(name, amount, lambda: bar.advance(task))
    return result


def _print(title: str, figures: dict[str, Any]) -> None:
    click.secho(title, bold=True)
    for key, value in figures.items():
        click.echo(f"  {key:22} {value}")
