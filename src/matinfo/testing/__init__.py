"""Checks that other people run on their own featurizers, models and sources of candidates."""

from matinfo._public import publish
from matinfo.testing._candidates import check_candidates
from matinfo.testing._featurizer import check_featurizer
from matinfo.testing._model import check_model
from matinfo.testing._redraw import redrawn
from matinfo.testing._run import CheckError

__all__ = ["CheckError", "check_candidates", "check_featurizer", "check_model", "redrawn"]

publish(globals(), __all__)
