"""What transfer gained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matinfo._html import card
from matinfo._html import table as html_table
from matinfo.models.transfer._evidence import ALPHA, DUMMY, Evidence
from matinfo.models.transfer._prepared import Prepared
from matinfo.models.transfer._shared_materials import describe_sources
from matinfo.models.transfer._source import Source
from matinfo.models.transfer._strategies import DIRECT, STRATEGIES


@dataclass(frozen=True, eq=False)
class TransferReport:
    """Errors of the direct model, of every strategy and of a dummy on the same left-out rows of the target.

    ``print(model.report_)`` is for reading, `frame` for work.

    Attributes
    ----------
    chosen : str
        The strategy that the model uses.
    sources : DataFrame
        One row per source: ``source``, ``unit``, ``rows`` it learned from, ``shared`` (materials of the target among
        them, without which it was fitted again), ``checked`` (False where a source does not remember its rows, so that
        nobody can say), ``used``, and ``correlation`` of its predictions with the target.
    missing : dict of str to str
        Sources and strategies that could not be used, and why.
    target : str
        Name of the property.
    n_rows, n_groups : int
        Of the target.
    """

    chosen: str
    sources: pd.DataFrame
    missing: Mapping[str, str]
    target: str
    n_rows: int
    n_groups: int
    _evidence: Evidence | None = None

    @classmethod
    def of(
        cls, chosen: str, sources: Sequence[Source], ready: Prepared, evidence: Evidence | None, target: str
    ) -> TransferReport:
        """Report on target and sources that were made ready."""
        used = [source.name for source in ready.sources]
        told = ready.rows.X[:, ready.width :]
        table = describe_sources(sources, ready.materials, used, told, ready.rows.y)
        n_groups = len(np.unique(ready.rows.groups))
        return cls(chosen, table, ready.missing, target, len(ready.rows.y), n_groups, evidence)

    def frame(self) -> pd.DataFrame:
        """One row per strategy, the best first, the dummy last.

        Returns
        -------
        DataFrame
            ``strategy``; ``rmse`` and ``rmse_sd`` (mean and standard deviation over the fits); ``gain`` (mean of direct
            minus strategy, in units of the target), ``gain_percent``, ``low`` and ``high`` (95 % interval of the gain);
            ``p_value`` (one-sided, for a gain over direct and dummy; corrected resampled t test, and a correction for
            the number of strategies: the joint process is asked first, the others count as far as its gain stands);
            ``verdict`` ("helps", "no evidence", "harms", or "reference") and ``chosen``. Without evidence, as with two
            rows, no row.
        """
        if self._evidence is None:
            return pd.DataFrame(columns=_COLUMNS)
        p_values, harms, rows = self._evidence.p_values(), self._evidence.harms(), []
        reference = float(self._evidence.errors[DIRECT].mean())
        for name, errors in self._evidence.errors.items():
            test = self._evidence.test(name)
            rows.append(
                {
                    "strategy": name,
                    "rmse": float(errors.mean()),
                    "rmse_sd": float(errors.std(ddof=1)) if len(errors) > 1 else np.nan,
                    "gain": test.difference,
                    "gain_percent": 100.0 * test.difference / reference if reference > 0 else np.nan,
                    "low": test.low,
                    "high": test.high,
                    "p_value": p_values.get(name, np.nan),
                    "verdict": _verdict(name, p_values, harms),
                    "chosen": name == self.chosen,
                }
            )
        table = pd.DataFrame(rows, columns=_COLUMNS)
        last = table["strategy"] == DUMMY
        return pd.concat([table[~last].sort_values("rmse", kind="stable"), table[last]], ignore_index=True)

    def errors(self) -> pd.DataFrame:
        """Root mean square error of every fit: a column per strategy, a row per fold and repeat."""
        return pd.DataFrame({} if self._evidence is None else dict(self._evidence.errors))

    @property
    def helps(self) -> bool:
        """Whether the gain of some strategy stands."""
        return "helps" in set(self.frame()["verdict"])

    def summary(self) -> str:
        """Two or three sentences: what helped, what harmed, what is used."""
        if self._evidence is None:
            return (
                f"Nothing could be compared on {self.n_rows} rows of {self.n_groups} materials; {self.chosen} is used."
            )
        rows = {str(row["strategy"]): row for row in self.frame().to_dict("records")}
        helped = [name for name, row in rows.items() if row["verdict"] == "helps"]
        harmed = [name for name, row in rows.items() if row["verdict"] == "harms"]
        if len(rows) == 2:
            sentences = ["There is no source to compare with."]
        elif helped:
            gain, p_value = float(rows[helped[0]]["gain_percent"]), _p(float(rows[helped[0]]["p_value"]))
            p_text = p_value if p_value.startswith("<") else f"= {p_value}"
            sentences = [f"Transfer helps: {helped[0]} lowers the error by {gain:.0f} % (p {p_text})."]
        else:
            sentences = [f"No evidence that transfer helps {self.target}."]
        if harmed:
            sentences.append(f"Negative transfer: {', '.join(harmed)}.")
        if float(rows[DUMMY]["rmse"]) <= float(rows[self.chosen]["rmse"]):
            sentences.append(f"No better than the mean of the {self.n_rows} values: more measurements are needed.")
        return " ".join([*sentences, f"Used: {self.chosen}."])

    def __str__(self) -> str:
        lines = [self.summary()]
        if self._evidence is not None:
            how = f"{len(self._evidence.n_test)} folds by material"
            table = self.frame()[["strategy", "rmse", "gain_percent", "p_value", "verdict"]].copy()
            table["p_value"] = [_p(value) for value in table["p_value"]]
            table.columns = pd.Index(["strategy", "RMSE", "gain %", "p", "verdict"])
            text = table.to_string(index=False, float_format="{:.4g}".format)
            lines += ["", f"{self.target}, {self.n_rows} rows: {how}", text]
        if len(self.sources):
            lines += ["", self.sources.to_string(index=False, float_format="{:.2f}".format)]
        lines += [f"{name}: {why}" for name, why in self.missing.items() if len(self.sources)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<TransferReport: {self.summary()}>"

    def _repr_html_(self) -> str:
        table = self.frame().drop(columns=["low", "high", "rmse_sd"])
        meaning = pd.DataFrame({"strategy": [*STRATEGIES], "what it uses": [*STRATEGIES.values()]})
        table = table.merge(meaning, on="strategy", how="left").fillna({"what it uses": "mean of the training rows"})
        return card("Transfer", self.summary(), html_table(table), html_table(self.sources))


_COLUMNS = [
    "strategy", "rmse", "rmse_sd", "gain", "gain_percent", "low", "high", "p_value", "verdict", "chosen",
]  # fmt: skip


def _verdict(name: str, p_values: Mapping[str, float], harms: Mapping[str, float]) -> str:
    if name in (DIRECT, DUMMY):
        return "reference"
    if p_values.get(name, 1.0) < ALPHA:
        return "helps"
    return "harms" if harms.get(name, 1.0) < ALPHA else "no evidence"


def _p(value: float) -> str:
    return "" if np.isnan(value) else "< 0.001" if value < 0.001 else f"{value:.3f}"
