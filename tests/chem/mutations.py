"""Structure strings that nobody would type: real ones with tokens inserted, deleted, spliced and repeated."""

from __future__ import annotations

import random
import re

SEEDS = [
    "*CC*",
    "*CCO*",
    "*CC(*)c1ccccc1",
    "*CC(*)(C)C(=O)OC",
    "*c1ccc(*)cc1",
    "*c1cccc(*)c1",
    "*=CC=*",
    "*C=Cc1ccc(*)cc1",
    "*C#Cc1ccc(*)s1",
    "*/C=C/C*",
    "*C/C=C\\C*",
    "*O[C@@H](C)C(=O)*",
    "*C[C@H](C)*",
    "*[C@H]1CC[C@@H](*)CC1",
    "*[C@@H]1CCC[C@H]1*",
    "*N=P(*)(OC)OC",
    "*[Si](*)(C)C",
    "*C1C=CC(*)C1",
    "*CC(*)C(=O)[O-].[Na+]",
    "*C[N+](C)(C)C*.[Cl-]",
    "*c1ccc2c(c1)C(=O)N(*)C2=O",
    "*Oc1ccc(C2(c3ccc(*)cc3)c3ccccc3-c3ccccc32)cc1",
    "*C12CC3CC(CC(*)(C3)C1)C2",
    "*NC(=O)c1ccc(cc1)C(=O)Nc1ccc(*)cc1",
    "*C([2H])([2H])C*",
    "*[n]1cccc1*",
    "*=C1C=CC(=*)C=C1",
    "[1*]CC[2*]",
    "[*:1]C[13CH2][*:2]",
    "CC(=O)Oc1ccccc1C(=O)O",
    "C[C@H](N)C(=O)O",
    "C12C3C4C1C5C2C3C45",
    "[cH-]1cccc1.[cH-]1cccc1.[Fe+2]",
    "F/C=C/F",
]
TOKENS = [
    *"CNOSPFIBcnos*=#$:/\\().123-+ ",
    "Cl",
    "Br",
    "%10",
    "%(100)",
    "[nH]",
    "[C@H]",
    "[C@@H]",
    "[C@]",
    "[C@@]",
    "[Si]",
    "[P@]",
    "[S@+]",
    "[N+]",
    "[O-]",
    "[2H]",
    "[H]",
    "[13C]",
    "[*]",
    "[*:1]",
    "[1*]",
    "[Fe]",
    "[Na+]",
    "[Pt@SP1]",
    "[As@TB3]",
    "[Co@OH5]",
    "[C]",
    "[CH2]",
    "[se]",
    "[#6]",
    "->",
    "<-",
    "~",
    "|",
    ">",
    "{",
    "^",
    ";",
    "c1ccccc1",
    "C(=O)",
    "(*)",
    "/C=C/",
    "/C=C\\",
]
_TOKEN = re.compile(r"\[[^\]]*\]|Cl|Br|%\d\d|->|<-|.")


def mutated(rng: random.Random, *, steps: int = 4) -> str:
    """A seed with up to `steps` random edits, at most 200 characters long."""
    tokens = _TOKEN.findall(rng.choice(SEEDS))
    for _ in range(rng.randint(1, steps)):
        at = rng.randint(0, len(tokens))
        edit = rng.choice(("insert", "insert", "delete", "replace", "splice", "repeat"))
        if edit == "insert":
            tokens.insert(at, rng.choice(TOKENS))
        elif edit == "delete":
            del tokens[at : at + 1]
        elif edit == "replace":
            tokens[at : at + 1] = [rng.choice(TOKENS)]
        elif edit == "splice":
            other = _TOKEN.findall(rng.choice(SEEDS))
            tokens[at:at] = other[rng.randint(0, len(other)) :]
        else:
            width = rng.randint(1, 6)
            tokens[at:at] = tokens[max(0, at - width) : at]
    return "".join(tokens)[:200]
