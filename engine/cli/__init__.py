"""The `banjian` command. Its parts are imported when they are asked for, so every start is quick.

An error of the engine becomes one clear line, or JSON with `--json`; nobody is shown a stack trace.
Exit codes: 0 good, 1 findings or failures, 2 wrong usage.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

import click

#: command: where it is, and its line in the list of commands
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("engine.cli.server:init_command", "Make the database, deploy the packs, add the first users."),
    "serve": ("engine.cli.server:serve_command", "Pages, API, scheduler and workers in one process."),
    "worker": ("engine.cli.server:worker_command", "Only workers: do jobs."),
    "scheduler": ("engine.cli.server:scheduler_command", "Only the scheduler: fire timers and reminders."),
    "lint": ("engine.cli.model:lint_command", "Check models, decisions, forms and packs."),
    "convert": ("engine.cli.convert:convert_command", "A process from BPMN to YAML, and back."),
    "deploy": ("engine.cli.cases:deploy_command", "Deploy packs."),
    "run": ("engine.cli.run:run_command", "Run a model without a database, in simulated time."),
    "test": ("engine.cli.scenarios:test_command", "Run the scenarios of packs."),
    "feel": ("engine.cli.feel:feel_command", "Evaluate a FEEL expression."),
    "dmn": ("engine.cli.dmn:dmn_command", "Evaluate a decision."),
    "drive": ("engine.cli.drive:drive_command", "Re-enact a recorded event log."),
    "replay": ("engine.cli.history:replay_command", "Run the history again and compare."),
    "verify": ("engine.cli.history:verify_command", "Check the chain of hashes of every case."),
    "export": ("engine.cli.history:export_command", "Write histories as XES, CSV or JSON lines."),
    "people": ("engine.cli.people:people_group", "Who works here: take over a file, list, give a password."),
    "calendar": ("engine.cli.calendar:calendar_group", "Working days: show, explain, import a year."),
    "bench": ("engine.cli.bench:bench_command", "Measure cases per second and what a step costs."),
    "doctor": ("engine.cli.doctor:doctor_command", "Check the installation and say what to do."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if importlib.util.find_spec(COMMANDS[name][0].partition(":")[0])]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "config_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The configuration file; without it BANJIAN_CONFIG, then ./config.yaml.",
)
@click.option("--traceback", is_flag=True, help="Show where an unexpected error came from.")
@click.version_option(package_name="banjian", prog_name="banjian")
@click.pass_context
def banjian(ctx: click.Context, config_file: Path | None, traceback: bool) -> None:
    """Workflow engine and worklist for government offices (办件)."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script."""
    sys.exit(execute(sys.argv[1:] if arguments is None else arguments))


def execute(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    from engine.cli import failures

    try:
        result = banjian.main(args=list(arguments), prog_name="banjian", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code if isinstance(wrong, click.UsageError) else 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("", err=True)
        return 130
    except BrokenPipeError:
        failures.close_output()
        return 1
    except Exception as error:
        if "--traceback" in arguments:
            raise
        failures.show(error, as_json="--json" in arguments)
        return 1
    return result if isinstance(result, int) else 0
