"""Strings that are no clean structure, each with the one answer that it must get.

`CASES` is our own list. `shared_cases` reads a longer one from a file beside the benchmark tables, where there is one.
Run as a script, the module classifies a list and prints one JSON line a case; a test looks at the answers and at
stderr, which must stay empty.

    python hostile.py [--file structures.tsv] [--small-stack]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rdkit import Chem

OK, POLYMER, SMILES, BIG, TYPE, STAR = (
    "ok",
    "invalid-polymer",
    "invalid-smiles",
    "too-big",
    "not-a-string",
    "has-star",
)


@dataclass(frozen=True)
class Case:
    """A value, its class where a repeat unit is asked for, and its class where a small molecule is asked for."""

    name: str
    value: Any
    polymer: str
    molecule: str


def _cases() -> Iterator[Case]:
    for expected, values in GROUPS.items():
        for value in values:
            yield Case(repr(value)[:60], value, *expected)


def complete_graph(symbol: str, n: int) -> str:
    """Every atom bonded to every other: atoms in a row, and a ring number of its own for every other pair."""
    numbers = {pair: i for i, pair in enumerate((p for p in combinations(range(n), 2) if p[1] > p[0] + 1), start=1)}
    return "".join(symbol + "".join(_ring(k) for pair, k in numbers.items() if atom in pair) for atom in range(n))


def lattice(symbol: str, n: int) -> str:
    """A square lattice of n x n atoms, written row by row as a snake."""
    place = {
        (row, column if row % 2 == 0 else n - 1 - column): row * n + column for row in range(n) for column in range(n)
    }
    free, opened, text = list(range(1, 10 * n)), {}, []
    for (row, column), index in sorted(place.items(), key=lambda item: item[1]):
        text.append(symbol)
        if (row - 1, column) in opened:
            number = opened.pop((row - 1, column))
            text.append(_ring(number))
            free.append(number)
        if row + 1 < n and place[row + 1, column] != index + 1:
            opened[row, column] = min(free)
            free.remove(opened[row, column])
            text.append(_ring(opened[row, column]))
    return "".join(text)


def _ring(number: int) -> str:
    return str(number) if number < 10 else f"%{number}" if number < 100 else f"%({number})"


# (class as repeat unit, class as molecule) -> values
GROUPS: dict[tuple[str, str], list[Any]] = {
    (TYPE, TYPE): [
        None,
        float("nan"),
        pd.NA,
        pd.NaT,
        7,
        -1.5,
        True,
        b"*CC*",
        bytearray(b"CC"),
        ["*CC*"],
        ("CC",),
        {"smiles": "CC"},
        np.float64("nan"),
        np.array(["*CC*"]),
        Chem.MolFromSmiles("CCO"),
        object(),
        Path("CC"),
    ],
    (SMILES, SMILES): [
        "",
        "   ",
        "\t",
        "\n\n",
        "\u00a0",
        "NaN",
        "None",
        "NULL",
        "n/a",
        "?",
        "<NA>",
        "*CO *",
        "*CCO*\n*CC*",
        "*CCO* *CC*",
        "*CCO*;*CC*",
        "*CCO*,*CC*",
        "*CCO*|*CC*",
        "polyethylene",
        "Nylon-6,6",
        "PMMA",
        "poly(vinyl chloride)",
        "9003-53-6",
        "[X]CC[X]",
        "[R1]CCO[R2]",
        "{[>]CCO[<]}",
        "{[$]CC(C)[$]}",
        "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3",
        "*CC(*",
        "*CC)C*",
        "*C1CCC*",
        "*C(C",
        "*[CH2*",
        "*CH2]*",
        "[]",
        "*C[]C*",
        "*C==C*",
        "C:C",
        "*[H]*",
        "*Cl*",
        "*C=#C*",
        "C#",
        "*F(C)*",
        "*C(=O)(=O)(=O)*",
        "*[NH7]*",
        "*c1ccc*",
        "*cc*",
        "c1ccccc1c",
        "*c1cccc1*",
        "*C=1CCC#1*",
        "*C12CC12*",
        "*C[Qq]C*",
        "[Xx]",
        "*[C+12]C*",
        "*[C-9]C*",
        "[#119]",
        "[#999]",
        "[12345C]",
        "[CH4:123456]",
        "C[C@TH7](F)(Cl)Br",
        "*C([D])C*",
        "*C([T])C*",
        "*C~C*",
        "[#7]~[#6]",
        "[C;H2]",
        "[C&R]",
        "[!C]",
        "[$(C=O)]",
        "[C,N]",
        "CC>>CCO",
        "CC.O>[Pd]>CCO",
        "CC>C",
        "*C\u200dC*",
        "*C\u2013C*",
        "\u2217CC\u2217",
        "\uff0aCC\uff0a",
        "*C\u0421*",
        "\u2018*CC*\u2019",
        "*CC*\x00",
        "*C\x1bC*",
        "*C\U0001f9eaC*",
        "=SUM(A1:A9)",
        "=C*",
        "@C",
        "+CC",
        "-CC-",
        "<b>CC</b>",
        "{__class__}",
        "%s%s%s",
        "'; DROP TABLE polymers; --",
        "*CC*!",
        "*CC*^",
        "C%1CC%1",
        "C%(100)CC%(100)",
        "CO |^1:7|",
        "(" * 300,
        "[" * 300,
        "(" * 50_000,
        "C" + "(" * 3_000,
        complete_graph("*", 26),
    ],
    (SMILES, STAR): ["*C:C*"],
    (POLYMER, OK): [
        "C",
        "O",
        "NO",
        "CCO",
        " CCO ",
        "OCCO",
        "[H][H]",
        "[H]",
        "[Na+].[Cl-]",
        "c1ccccc1",
        "CC(=O)[O-]",
        "N->[Zn]",
        "[Mo]$[Mo]",
        "[Pt@SP2](F)(Cl)(Br)N",
        "C=1CCC1",
        "F/C=C/F",
        "C[C@H](N)C(=O)O",
        np.str_("CCO"),
        "C" * 500,
        "CC(C)(C)" * 20,
        lattice("C", 5),
        "C1CC2CCC1CC2",
        "CCO ethanol",
    ],
    (POLYMER, STAR): [
        "*",
        "**",
        "*.*",
        "***",
        "*C",
        "*CCC",
        "*C(*)*",
        "*CC(*)C*",
        "*C(*)C(*)*",
        "*C1CC(*)C(*)C1*",
        "*C(*)C(*)C(*)C*",
        "*CCO*.*CC*",
        "*CC.*CC",
        "*C*C",
        "*CC*C",
        "*CC*(C)C",
        "*C1CC*1",
        "*1CC*CC1",
        "*c1ccc*c1",
        "*=CCO*",
        "*#CC=*",
        "[*H]CC*",
        "[*+]CC*",
        "*[2H]",
        "*[H]",
        "*->[Fe]<-*",
        "*" * 300,
        complete_graph("*", 7),
    ],
    (OK, STAR): [
        "*CC*",
        "[*]CC[*]",
        "[*:1]CC[*:2]",
        "[1*]CC[2*]",
        "[#0]CC[#0]",
        " *CC*",
        "*CC*\r\n",
        "\ufeff*CC*",
        "*CC*\u00a0",
        "*CC* polyethylene",
        "*CC* |$star_e;;;star_e$|",
        np.str_("*CC*"),
        "*C*",
        "*C(*)C",
        "*=CC=*",
        "*=C=*",
        "*#CC#*",
        "*[C]*",
        "*CC([CH2])*",
        "*C[N+](C)(C)C*",
        "*CC(*)c1cc[n+](C)cc1.[I-]",
        "*CC(*)C(=O)[O-].[K+]",
        "*CCO*.O",
        "*[Si](C)(C)O*",
        "*[Sn]*",
        "*S*",
        "*[14C]C*",
        "*[CH2:7]C*",
        "*c1ccccc1*",
        "*/C=C/*",
        "*C[C@@H](C)*",
        "*O[C@H](C)C(=O)*",
        "*N=P(*)(F)F",
        "*C%10CC%10*",
        "*C=1CC1*",
    ],
    (BIG, BIG): [
        "*" + "C" * 5_000 + "*",
        "C" * 2_001,
        "C" * 300_000,
        "c1ccc(cc1)" * 300,
        "C1" + "C" * 10_000 + "1",
        "C(" * 4_000 + "C" + ")" * 4_000,
        "(" * 300_000,
        "N" * 600,
        "[K+].[Br-]." * 1_000 + "C",
        "*" + "C(F)(Cl)" * 250 + "*",
        lattice("C", 18),
        complete_graph("[Ni]", 12),
    ],
}
CASES = list(_cases())


def shared_path() -> Path:
    """Where the longer list lies, beside the folder of benchmark tables."""
    default = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    return Path(os.environ.get("MATINFO_BENCH_DATA", default)).parent / "hostile" / "structures.tsv"


def shared_cases(path: Path) -> list[Case]:
    """Read a list with the columns id, value (JSON), polymer, molecule, tags, reason."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith(("#", "id\t")):
            name, value, polymer, molecule = line.split("\t")[:4]
            cases.append(Case(name, _built(json.loads(value)), polymer, molecule))
    return cases


def _built(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, arguments),) = value.items()
    if kind == "rep":
        prefix, unit, n, suffix = arguments
        return prefix + unit * n + suffix
    if kind == "nest":
        left, n, core, right = arguments
        return left * n + core + right * n
    if kind == "py":
        return PYTHON_OBJECTS[arguments]
    return {"kn": complete_graph, "grid": lattice}[kind](*arguments)


PYTHON_OBJECTS = {
    "pd.NA": pd.NA,
    "b'*CC*'": b"*CC*",
    "np.str_('*CC*')": np.str_("*CC*"),
    "object()": object(),
    "Mol": Chem.MolFromSmiles("CC"),
}


def answers(cases: list[Case]) -> list[dict[str, Any]]:
    """Class of every case through each door, with the message, the canonical string and the seconds it took."""
    from matinfo.chem import RepeatUnit, canonicalize
    from matinfo.chem._parse import parse_molecule
    from matinfo.exceptions import StructureError

    canonicalize("*CC*")  # the first call pays for imports
    lines = []
    for case in cases:
        line: dict[str, Any] = {"name": case.name, "expected": [case.polymer, case.molecule], "message": ""}
        start = time.perf_counter()
        got = []
        for door in (RepeatUnit, parse_molecule, canonicalize):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    result = door(case.value)
                got.append(OK)
                line["canonical"] = getattr(result, "canonical", None) or line.get("canonical")
            except StructureError as error:
                got.append(error.code)
                line["message"] = line["message"] or str(error)
        line["seconds"] = time.perf_counter() - start
        line["got"], line["canonicalize"] = got[:2], got[2]
        lines.append(line)
    return lines


_NOT_REWRITABLE = re.compile(r"@[A-Z]|->|<-|#c|c#|#\d|%|~")


def rewritable(text: str, canonical: str) -> bool:
    """Whether the other drawings that `rewriting` makes of a chain are to be trusted.

    RDKit itself rewrites dative bonds, geometries of metal centres and triple bonds in aromatic rings in more than one
    way, and a chain whose backbone has no single bond in some drawing may lose marks or aromaticity there.
    """
    cut_at_double_bond = any(end in text + canonical for end in ("*=", "=*", "]=", "=[", "*#", "#*"))
    return canonical.count("*") == 2 and not cut_at_double_bond and not _NOT_REWRITABLE.search(text + canonical)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path)
    parser.add_argument("--small-stack", action="store_true", help="work in a thread with a stack of 512 KiB")
    options = parser.parse_args()
    cases = shared_cases(options.file) if options.file else CASES

    def work() -> None:
        for line in answers(cases):
            print(json.dumps(line))

    if not options.small_stack:
        work()
        return
    threading.stack_size(512 * 1024)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()
