"""Features that are kept on disk: polymers a second without a folder, with an empty one, and when all are known."""

from __future__ import annotations

import tempfile
import time
import warnings

from _bench import report, tg_polymers

import matinfo as mi
from matinfo.models._defaults import default_features

ROWS = 400


def main() -> None:
    """Print the figures."""
    warnings.simplefilter("ignore")
    structures = tg_polymers(ROWS)
    for name, featurizer in (("AQMP", mi.PolymerFingerprint("AQMP")), ("default features", default_features())):
        with tempfile.TemporaryDirectory() as folder:
            for what, memory in (("nothing kept", None), ("first run", folder), ("all known", folder)):
                featurizer.set_params(memory=memory, invalid="nan")
                start = time.process_time()
                featurizer.fit_transform(structures)
                report(f"{name}, {what}: polymers a second", len(structures) / (time.process_time() - start))


if __name__ == "__main__":
    main()
