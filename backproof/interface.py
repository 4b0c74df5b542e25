"""What an interface is: a file in backproof/interfaces with one click command, whose function returns an exit code.

The command exists because the file does. Nothing heavy is imported before a command runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from backproof import errors
from backproof.errors import DONE, UNDECIDED, UNUSABLE, Unusable

INTERFACES = Path(__file__).parent / "interfaces"
T = TypeVar("T")


class Doors(click.Group):
    """The commands found in the folder; every error ends as one sentence on stderr and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(path.stem for path in INTERFACES.glob("*.py") if path.stem != "__init__")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"backproof.interfaces.{cmd_name}")
        [command] = {thing for thing in vars(module).values() if isinstance(thing, click.Command)}
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            raise errors.unknown("command", args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run; exits with the code, or returns it when not standalone."""
        code = self.guarded(
            lambda: super(Doors, self).main(args, prog_name or "backproof", standalone_mode=False, **extra)
        )
        if standalone_mode:
            sys.exit(code)
        return code

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that had enough, as in `backproof list | head`, is no error."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
        return code

    def guarded(self, run: Callable[[], Any]) -> int:
        """Run, and turn every exception into a sentence and an exit code."""
        try:
            code = run()
        except Unusable as error:
            return complain(str(error), UNUSABLE)
        except click.ClickException as error:
            return complain(error.format_message(), UNUSABLE)
        except (click.Abort, KeyboardInterrupt):
            return complain("stopped", 130)
        except Exception as error:
            return complain(defect(error), UNDECIDED)
        return code if isinstance(code, int) else DONE


def complain(message: str, code: int) -> int:
    """Say it on stderr; the code is handed back."""
    click.echo(f"backproof: {message}", err=True)
    return code


def defect(error: BaseException) -> str:
    """The sentence for an exception that nobody expected."""
    if os.environ.get("BACKPROOF_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    return f"a defect of backproof itself, please report it: {errors.sentence(error)}"


def each(items: Iterable[tuple[str, Callable[[], T]]]) -> tuple[list[tuple[str, T]], int]:
    """Run one item after the other; one that fails is reported and the rest go on. The worst exit code comes along."""
    done: list[tuple[str, T]] = []
    worst = DONE
    for name, run in items:
        try:
            done.append((name, run()))
        except Unusable as error:
            worst = max(worst, complain(f"{name}: {error}", UNUSABLE))
        except Exception as error:
            worst = max(worst, complain(f"{name}: {defect(error)}", UNDECIDED))
    return done, worst


def print_json(record: object) -> None:
    """The record alone on stdout."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(record, enc_hook=plain)).decode())


def plain(value: object) -> object:
    """What JSON has no word for: text of a special kind; exact numbers, as a number when whole, else as text."""
    from fractions import Fraction

    if isinstance(value, str):
        return str(value)
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def options_for(formats: Sequence[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--format, -o and --engine, for commands that print a solution in one of these formats."""

    def known(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
        if value is not None and value not in formats:
            raise errors.unknown("format", value, formats)
        return value

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        command = click.option(
            "--engine",
            metavar="ENGINE",
            type=click.Choice(("typst", "tex")),
            help="What makes a PDF: typst (the extra `pdf`), or tex, where pdflatex is installed.  [default: typst]",
        )(command)
        command = click.option(
            "-o",
            "--output",
            metavar="FILE",
            type=click.Path(dir_okay=False, writable=True),
            help="Write a complete document to FILE; without it the body alone is printed.",
        )(command)
        return click.option(
            "--format",
            "format_",
            metavar="FORMAT",
            help=f"One of {', '.join(formats)}.  [default: by the name of FILE, else latex]",
            callback=known,
        )(command)

    return decorate


def read_text(path: str, limit: int = 1_000_000) -> str:
    """A text file, or standard input for `-`; at most `limit` bytes of UTF-8."""
    try:
        with click.open_file(path, "rb") as file:
            data: bytes = file.read(limit + 1)
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > limit:
        raise Unusable(f"{path} is longer than the {limit} bytes that are read")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Unusable(f"{path} is not UTF-8 text: byte {error.start} has no meaning there") from None


def write(text: str, output: str | None) -> None:
    """To the file, or to stdout."""
    if output is None:
        click.echo(text)
        return
    try:
        Path(output).write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
    except OSError as error:
        raise Unusable(f"{output} cannot be written: {error.strerror}") from None
