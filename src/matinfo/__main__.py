"""``python -m matinfo check FILE``: the report on a table, for people who do not write Python."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import matinfo as mi
from matinfo.exceptions import MatinfoError

USABLE, HAS_FAULTS, UNREADABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 where every cell can be used, 1 where some cannot, 2 where a file is out of reach."""
    options = _parser().parse_args(arguments)
    try:
        report = mi.check_table(
            options.file,
            structure=options.structure,
            recipe=options.recipe,
            targets=None if options.target is None else dict(map(_name_and_unit, options.target)),
            sheet=options.sheet,
            decimal=options.decimal,
            encoding=options.encoding,
            structure_names=options.names,
        )
        if options.csv:
            report.to_csv(options.csv)
    except (MatinfoError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    print(report.text(language=options.language, limit=None if options.all else 20))
    return HAS_FAULTS if report.rejected else USABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matinfo", description="Tools for tables of materials.")
    commands = parser.add_subparsers(required=True, metavar="check")
    check = commands.add_parser("check", help="tell which cells of a table cannot be used, and why")
    check.add_argument("file", help="CSV, TSV, Excel or JSON-lines file")
    check.add_argument("--structure", metavar="COLUMN", help="column of SMILES")
    check.add_argument("--recipe", metavar="COLUMN", nargs="+", help="columns of a recipe")
    check.add_argument("--target", metavar="COLUMN=UNIT", nargs="+", help="measured columns, such as Tg=degC")
    check.add_argument("--sheet", help="name of the sheet; the first visible one by default")
    check.add_argument("--decimal", choices=[".", ","], help="the decimal sign, where numbers such as 1,234 stand")
    check.add_argument("--encoding", help="encoding of a text file, such as cp949")
    check.add_argument("--names", action="store_true", help="read names of polymers as structures")
    check.add_argument("--language", choices=["en", "ko"], default="en", help="language of the report")
    check.add_argument("--all", action="store_true", help="list every finding, not the first 20 of each kind")
    check.add_argument("--csv", metavar="FILE", help="write all findings into a file, too")
    return parser


def _name_and_unit(text: str) -> tuple[str, str | None]:
    name, _, unit = text.partition("=")
    return name, unit or None


if __name__ == "__main__":
    sys.exit(main())
