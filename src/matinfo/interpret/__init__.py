"""Why a model says what it says: importances, contributions of pieces of a structure, partial effects."""

from matinfo._public import publish
from matinfo.interpret._explain import explain
from matinfo.interpret._explanation import Explanation

__all__ = ["Explanation", "explain"]

publish(globals(), __all__)
