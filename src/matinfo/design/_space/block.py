"""Columns that constraints tie together: counted, drawn, listed and varied as one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from matinfo.design._arrays import BoolArray, FloatArray, IntArray
from matinfo.design._space.amount import Amount
from matinfo.design._space.constraint import Constraint, Parameters
from matinfo.design._space.exact import exact as as_fraction
from matinfo.design._space.lattice import Lattice, TooManyStatesError
from matinfo.design._space.neighbours import vary_settings
from matinfo.design._space.parameter import Parameter, Settings
from matinfo.design._space.polytope import Polytopes
from matinfo.design._space.rounding import StepRounding
from matinfo.design._space.sums import FractionSum, WholeSum, no_sum, sums_of

_FEW_SETTINGS = 200  # of a column, up to which a coarse lattice is tried before steps are relaxed
_FINE = 20  # settings of an amount, above which its steps may be relaxed
_COARSE = (512, 64)  # parts that the range of a sum is cut into where exact sums are too many
_BURN_IN = 16  # moves of a walk, and as many more for each column
_FEWEST = 64  # rows drawn at once where some do not keep
_FRUITLESS = 5  # draws of which less than 1 % keeps, before rows are searched by an integer program


class Block:
    """Columns that constraints tie together, and those constraints.

    Parameters
    ----------
    parameters : mapping of str to Parameter
        Columns, in order.
    constraints : sequence of Constraint
        Constraints whose columns are all among them.

    Attributes
    ----------
    names : tuple of str
        Columns.
    is_continuous : bool
        Whether a column can take any value of an interval.
    count : float
        Number of different rows, ``inf`` where continuous; an upper bound where `is_exact` is False.
    is_exact : bool
        Whether the lattice keeps to every constraint by itself. Otherwise its sums are rounded in favour of more
        rows, and rows are checked.
    can_list : bool
        Whether rows can be listed.
    rounding : StepRounding or None
        Where steps are so fine that they are taken for intervals: what rounds rows to them.
    """

    def __init__(self, parameters: Parameters, constraints: Sequence[Constraint]) -> None:
        self.parameters, self.constraints = dict(parameters), tuple(constraints)
        self.names = tuple(parameters)
        counted = {name for each in constraints if each.counts for name in each.columns}
        in_steps = [each.settings(zero_apart=name in counted) for name, each in parameters.items()]
        self.rounding: StepRounding | None = None
        try:
            self._use(in_steps)
        except TooManyStatesError:
            self._use([_relaxed(each, parameters[name]) for name, each in zip(self.names, in_steps, strict=True)])
            self.rounding = self._make_rounding()
        self.can_list = not self.is_continuous
        self.is_checked = self.is_continuous or not self.is_exact
        self.count = self.lattice.count
        if self.is_continuous and self.count:
            finite = all(each.is_finite for each in in_steps)
            self.count = float(np.prod([float(len(each.low)) for each in in_steps])) if finite else np.inf

    def _use(self, settings: list[Settings]) -> None:
        """Build lattice and polytopes over these settings."""
        self.settings = settings
        self.is_continuous = not all(each.is_finite for each in settings)
        self._low = [np.array([float(end) for end in each.low]) for each in settings]
        self._high = [np.array([float(end) for end in each.high]) for each in settings]
        sums = [(each, sums_of(each, self.parameters, settings)) for each in self.constraints]
        self.counting_sums = [part.in_units(Fraction(1)) for each, parts in sums if each.counts for part in parts]
        every = [part for _, parts in sums for part in parts] or [no_sum(settings)]
        self.lattice, self.is_exact = make_lattice(every, settings)
        self.polytopes = self._make_polytopes()

    def draw(self, n: int, rng: np.random.Generator) -> FloatArray:
        """`n` rows: settings with equal probability, values within intervals evenly."""
        parts: list[FloatArray] = [np.empty((0, len(self.names)))]
        missing, fruitless = n, 0
        while missing > 0 and fruitless < _FRUITLESS:
            asked = max(missing, _FEWEST) if self.is_checked else missing
            rows, kept = self._fill(self.lattice.draw(self._n_patterns(asked), rng), asked, rng)
            parts.append(rows[kept])
            missing -= int(kept.sum())
            fruitless += int(kept.sum()) < 0.01 * asked
        return np.vstack(parts)[:n] if missing <= 0 else self._from_few(parts, n, rng)

    def unrank(self, ranks: IntArray) -> tuple[FloatArray, BoolArray]:
        """Rows number `ranks` of a finite block, and which of them keep to every constraint."""
        rows = self._values(self.lattice.unrank(ranks))
        return rows, self.keeps(rows)

    def keeps(self, rows: FloatArray) -> BoolArray:
        """Whether rows of this block keep to its constraints, beyond what the lattice already sees to."""
        kept = np.ones(len(rows), dtype=np.bool_)
        if not self.is_checked:
            return kept
        columns = dict(zip(self.names, rows.T, strict=True))
        for constraint in self.constraints:
            kept &= within(constraint, columns, self.parameters)
        return kept

    def settings_of(self, rows: FloatArray) -> IntArray:
        """Settings that rows of values have."""
        places = np.empty(rows.shape, dtype=np.int64)
        for column, (low, high) in enumerate(zip(self._low, self._high, strict=True)):
            value = rows[:, column, None]
            away = np.maximum(np.maximum(low - value, value - high), 0.0)
            away += np.where((low == 0.0) & (high > 0.0) & (value == 0.0), 1e-300, 0.0)  # absent rather than a use of 0
            places[:, column] = away.argmin(axis=1)
        return places

    def in_steps(self, rows: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
        """Rows within bounds, rounded where steps were taken for intervals."""
        return rows if self.rounding is None else self.rounding(rows, low, high)

    def vary(self, rows: FloatArray, rng: np.random.Generator) -> FloatArray:
        """Neighbours of rows: one to three columns changed by little, everything kept that is constrained."""
        settings = self.settings_of(rows)
        changed = vary_settings(self.lattice, settings, rng)
        if not self.is_continuous:
            new = self._values(changed)
            return np.where(self.keeps(new)[:, None], new, rows)
        turn = (rng.random(len(rows)) < 0.5)[:, None]
        return self._vary_values(rows, settings, np.where(turn, changed, settings), rng)

    def _vary_values(self, rows: FloatArray, old: IntArray, new: IntArray, rng: np.random.Generator) -> FloatArray:
        low, high = self.bounds(new)
        same = (old == new).all(axis=1)
        inside = np.where(same[:, None], rows, self.polytopes.interior(low, high))
        possible = ~np.isnan(inside).any(axis=1)
        result = rows.copy()
        low, high, inside = low[possible], high[possible], inside[possible]
        near = self.polytopes.toward(inside, rows[possible], low, high)
        moved = self.in_steps(self.polytopes.nudge(near, low, high, rng), low, high)
        fine = self.keeps(moved)
        result[np.flatnonzero(possible)[fine]] = moved[fine]
        return result

    def _fill(self, settings: IntArray, n: int, rng: np.random.Generator) -> tuple[FloatArray, BoolArray]:
        if not self.is_continuous:
            rows = self._values(settings)
            return rows, self.keeps(rows)
        low, high = self.bounds(settings)
        x = self.polytopes.interior(low, high)
        possible = ~np.isnan(x).any(axis=1)
        if not possible.any():
            return np.empty((0, len(self.names))), np.empty(0, dtype=np.bool_)
        place = np.resize(np.flatnonzero(possible), max(n, 1)) if len(x) < n else np.flatnonzero(possible)
        low, high = low[place], high[place]
        steps = _BURN_IN * (1 + int((high > low).sum(axis=1).max())) if len(self.names) > 1 else 1
        rows = self.in_steps(self.polytopes.walk(x[place], low, high, rng, steps=steps), low, high)
        return rows, self.keeps(rows)

    def _from_few(self, parts: list[FloatArray], n: int, rng: np.random.Generator) -> FloatArray:
        """Rows that are hard to meet: the few that were found, and walks from a feasible point where there are none."""
        from matinfo.design._space.feasible import some_rows

        rows = np.vstack([*parts, some_rows(self, 8, rng)])
        if not len(rows):
            raise ValueError(
                f"no recipe was found for {list(self.names)}. Make the steps finer or loosen a constraint."
            )
        while len(rows) < n:
            near = self.vary(rows[rng.integers(len(rows), size=n)], rng)
            rows = np.vstack([rows, near])
        return rows[:n]

    def _n_patterns(self, n: int) -> int:
        """Fewer patterns than rows where each pattern costs a linear program."""
        few = self.is_continuous and len(self.polytopes.equations) + len(self.polytopes.inequalities) > 1
        return min(n, 256) if few else n

    def _values(self, settings: IntArray) -> FloatArray:
        return np.column_stack([low[settings[:, place]] for place, low in enumerate(self._low)])

    def bounds(self, settings: IntArray) -> tuple[FloatArray, FloatArray]:
        high = np.column_stack([high[settings[:, place]] for place, high in enumerate(self._high)])
        return self._values(settings), high

    def _make_rounding(self) -> StepRounding:
        start, step = np.full(len(self.names), np.nan), np.full(len(self.names), np.nan)
        for column, (name, settings) in enumerate(zip(self.names, self.settings, strict=True)):
            parameter = self.parameters[name]
            if isinstance(parameter, Amount) and parameter.step is not None and not settings.is_finite:
                start[column], step[column] = parameter.low, parameter.step
        return StepRounding(self.polytopes.equations, self.polytopes.totals, start, step)

    def _make_polytopes(self) -> Polytopes:
        linear = [each for each in self.constraints if not each.counts]
        matrix = np.zeros((len(linear), len(self.names)))
        unit = Settings.of([Fraction(1)])
        for row, constraint in enumerate(linear):
            for column, name in enumerate(self.names):
                if name in constraint.columns:
                    matrix[row, column] = float(constraint.terms(name, self.parameters[name], unit)[0][0])
        ends = [each.limits for each in linear]
        lower = np.array([-np.inf if low is None else float(low) for low, _ in ends])
        return Polytopes(matrix, lower, np.array([np.inf if high is None else float(high) for _, high in ends]))


def make_lattice(sums: Sequence[FractionSum], settings: Sequence[Settings]) -> tuple[Lattice, bool]:
    """The lattice of some sums, and whether it is exact.

    Where the exact sums have too many values, those between limits are cut into parts; fixed sums stay exact.
    """
    whole = [each.whole() for each in sums]
    few = max(len(each.low) for each in settings) <= _FEW_SETTINGS
    for parts in (None, *_COARSE) if few else (None,):
        taken = [
            exact
            if exact is not None and (parts is None or each.low == each.high or _n_values(exact) <= parts)
            else each.rounded(parts or _COARSE[0])
            for each, exact in zip(sums, whole, strict=True)
        ]
        try:
            lattice = _lattice_of(taken, settings)
        except TooManyStatesError:
            continue
        return lattice, all(each is exact for each, exact in zip(taken, whole, strict=True))
    raise TooManyStatesError


def _relaxed(settings: Settings, parameter: Parameter) -> Settings:
    """Settings in which many steps of an amount are one interval, with absence apart."""
    if not isinstance(parameter, Amount) or len(settings.low) <= _FINE:
        return settings
    zero = Fraction(0)
    apart = settings.low[0] == zero
    start = as_fraction(parameter.low) or as_fraction(parameter.step or 0.0)  # the smallest step that is a use
    return Settings((zero, start), (zero, settings.high[-1])) if apart else Settings((start,), (settings.high[-1],))


def _lattice_of(sums: Sequence[WholeSum], settings: Sequence[Settings]) -> Lattice:
    increments = [np.column_stack([each.columns[k] for each in sums]) for k in range(len(settings))]
    low = np.array([each.low for each in sums], dtype=np.int64)
    return Lattice(increments, low, np.array([each.high for each in sums], dtype=np.int64))


def _n_values(whole: WholeSum) -> int:
    """How many values the running sum may take at most."""
    return sum(int(column.max()) for column in whole.columns)


def within(constraint: Constraint, columns: dict[str, FloatArray], parameters: Parameters) -> BoolArray:
    """Whether rows keep to a constraint; sums may be off by 1e-9 of their size."""
    measured = constraint.measure(columns, parameters)
    low, high = constraint.limits
    kept = ~np.isnan(measured)
    for sign, end in ((-1.0, low), (1.0, high)):
        if end is not None:
            slack = 0.0 if constraint.counts else 1e-9 * max(abs(float(end)), 1e-3)
            kept &= sign * measured <= sign * float(end) + slack
    return np.asarray(kept)
