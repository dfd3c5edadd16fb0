"""Features of structures that a model uses when none are named."""

from __future__ import annotations

from matinfo.featurize import (
    AtomPairFingerprint,
    FeatureStack,
    MorganFingerprint,
    PolymerFingerprint,
    TorsionFingerprint,
)


def default_features(n_jobs: int | None = None) -> FeatureStack:
    """Return levels A, Q, M, R, P by name, level Q per cell too, and hashed counts per heavy atom and per cell."""
    return FeatureStack(
        [
            ("A", PolymerFingerprint("A")),
            ("Q", PolymerFingerprint("Q")),
            ("M", PolymerFingerprint("M")),
            ("R", PolymerFingerprint("R")),
            ("P", PolymerFingerprint("P")),
            ("sums", PolymerFingerprint("Q", per="cell")),
            ("morgan", MorganFingerprint(2)),
            ("pairs", AtomPairFingerprint(6)),
            ("torsions", TorsionFingerprint()),
            ("cell", MorganFingerprint(2, per="cell")),
        ],
        n_jobs=n_jobs,
    )
