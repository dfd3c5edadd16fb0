"""Reading of messy tables: what a chemist expects of a sheet, attacks, a public record, and 100,000 rows.

Reads ``hostile/sheets`` beside the folder of public tables, and two of these tables.

    python benchmarks/read_tables.py [--rows 100000]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

from _bench import data_folder, read, report
from rdkit import Chem

import matinfo as mi
from matinfo.data import check_table, iter_table
from matinfo.exceptions import MatinfoWarning

ATTACK = """
import sys, time
from matinfo.data import TableError, check_table
import openpyxl, defusedxml.ElementTree  # what a user has loaded anyway
start = time.process_time()
try:
    check_table(sys.argv[1])
    answer = "read"
except TableError:
    answer = "refused"
seconds = time.process_time() - start
with open("/proc/self/status") as status:  # ru_maxrss would start from the size of the parent
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(answer, seconds, peak / 1024)
"""


def chemist(folder: Path) -> None:
    """The sheet of glass transition temperatures, as a chemist reads it."""
    table = check_table(folder / "messy_tg.xlsx", structure="SMILES", targets={"Tg": "degC"}, method="method")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MatinfoWarning)
        ds = table.dataset(invalid="nan")
    codes = Counter((note.action, note.code) for note in table.notes)
    report("messy_tg.xlsx: rows of polymers", len(ds), at_least=10, at_most=10)
    report("  average row set aside", codes["set aside", "summary-row"], at_least=1, at_most=1)
    report("  dates made by the spreadsheet flagged", codes["rejected", "excel-date"], at_least=2, at_most=2)
    report("  hidden row set aside", codes["set aside", "hidden-row"], at_least=1, at_most=1)
    report("  second Tg column known as K", table.columns.loc["Tg [K]", "unit"] == "K", at_least=1)
    expected = [100, 105, 100, None, 105, 105, -125, -63.5, -67.15, None]
    same = sum(
        (want is None and value != value) or (want is not None and abs(value - want) < 1e-9)
        for value, want in zip(ds.y, expected, strict=True)
    )
    report("  values as expected, of 10", same, at_least=10)


def attacks(folder: Path) -> None:
    """Files that exhaust a careless reader; each in a process of its own."""
    with tempfile.TemporaryDirectory() as made:
        paths = [folder / "far_cell_XFD1048576.xlsx", folder / "formulas.xlsx", *_bombs(Path(made))]
        for path in paths:
            done = subprocess.run([sys.executable, "-c", ATTACK, path], capture_output=True, text=True, check=True)
            answer, seconds, megabytes = done.stdout.split()
            report(f"{path.name}: {answer} after CPU seconds", float(seconds), at_most=1)
            report(f"{path.name}: peak MB of the process", float(megabytes), at_most=300)


def _bombs(folder: Path) -> list[Path]:
    """Workbooks whose parts unpack to far more than they are, written here."""
    import zipfile

    from openpyxl import Workbook

    small = folder / "small.xlsx"
    book = Workbook()
    book.active.append(["SMILES", "Tg (K)"])
    book.active.append(["*CC*", 195])
    book.save(small)
    paths = []
    for name, part, content in (
        ("repeated_cells.xlsx", "xl/worksheets/sheet1.xml", _many_cells()),
        ("laughs.xlsx", "xl/worksheets/sheet1.xml", _laughs()),
        ("strings.xlsx", "xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * 6_000_000 + b"</sst>"),
    ):
        path = folder / name
        with zipfile.ZipFile(small) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for item in source.infolist():
                target.writestr(item.filename, content if item.filename == part else source.read(item.filename))
            if part not in source.namelist():
                target.writestr(part, content)
        paths.append(path)
    return paths


def _many_cells() -> bytes:
    row = b"<row>" + b"<c><v>1</v></c>" * 400 + b"</row>"
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return head + row * 10_000 + b"</sheetData></worksheet>"


def _laughs() -> bytes:
    entities = b'<!ENTITY a0 "ha">'
    for i in range(1, 10):
        entities += b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10)
    cell = b"<worksheet><sheetData><row><c><v>&a9;</v></c></row></sheetData></worksheet>"
    return b"<!DOCTYPE x [" + entities + b"]>" + cell


def speed(n_rows: int) -> None:
    """Many rows with different structures, read and checked; memory of reading in pieces. Bars are for 100,000."""
    polymers = read("tg_polyinfo_dev.csv")
    molecules = [Chem.MolFromSmiles(structure) for structure in polymers["psmiles"]]
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "long.csv"
        with path.open("w", encoding="utf-8") as stream:
            stream.write("Sample,SMILES,Tg (°C),method\n")
            for i in range(n_rows):
                # another drawing of the same polymer each time, so that hardly any string is found twice
                drawn = Chem.MolToRandomSmilesVect(molecules[i % len(molecules)], 1, randomSeed=i + 1)[0]
                stream.write(f'S{i},{drawn},"{i % 300 - 50}.5",DSC\n')
        roles = {"structure": "SMILES", "targets": {"Tg": "degC"}, "method": "method"}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MatinfoWarning)
            start = time.process_time()
            peaks = []
            rows = 0
            for part in iter_table(path, n_rows // 10, invalid="nan", **roles):
                rows += len(part)
                peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
            report(f"{rows:,} rows in pieces: CPU seconds", time.process_time() - start, at_most=60)
            report("  growth of peak memory from the 2nd to the last piece, MB", peaks[-1] - peaks[1], at_most=20)
            start = time.process_time()
            ds = mi.read_table(path, invalid="nan", **roles)
            report(f"{len(ds):,} rows at once: CPU seconds", time.process_time() - start, at_most=60)
            report("  peak MB of the process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    folder = data_folder().parent / "hostile" / "sheets"
    if not folder.is_dir():
        print("There is no hostile/sheets beside the tables.")
        sys.exit(0)
    chemist(folder)
    attacks(folder)
    record = mi.read_table(
        data_folder() / "acrylate_thermoset_al.csv", recipe=["IDA", "IBOA", "PEGDA"], targets={"Young Mod": "MPa"}
    )
    report("acrylate_thermoset_al.csv: rows with a modulus", int(record.y.notna().sum()), at_least=67)
    report('  "1,028.00" of the third row', float(record.y.iloc[2]), at_least=1028, at_most=1028)
    speed(options.rows)


if __name__ == "__main__":
    main()
