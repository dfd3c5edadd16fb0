"""Models: regressors with featurizer, uncertainty and domain of validity."""

from matinfo._public import publish
from matinfo.models._algorithms import ALGORITHMS
from matinfo.models._ard_process import ArdGaussianProcess
from matinfo.models._calibration import Calibration, IntervalWarning
from matinfo.models._domain import Domain
from matinfo.models._kernel_bank import KernelBankRegressor
from matinfo.models._model import Model
from matinfo.models._monomer_levels import MonomerLevels
from matinfo.models._scaled import ScaledRegressor
from matinfo.models._search_spaces import SEARCH_DISTRIBUTIONS, SEARCH_SPACES
from matinfo.models._selected import SelectedRegressor
from matinfo.models._selection import RecursiveSelection
from matinfo.models._sensitivity import SensitivityRegressor
from matinfo.models._small_data import SmallDataRegressor
from matinfo.models._stability import StabilitySelection
from matinfo.models._surrogate import SurrogateRegressor
from matinfo.models.saving._saved_model import load_model, read_card, save_model
from matinfo.models.transfer._library import SourceEntry, SourceLibrary
from matinfo.models.transfer._report import TransferReport
from matinfo.models.transfer._transfer_model import TransferModel

__all__ = [
    "ALGORITHMS",
    "SEARCH_DISTRIBUTIONS",
    "SEARCH_SPACES",
    "ArdGaussianProcess",
    "Calibration",
    "Domain",
    "IntervalWarning",
    "KernelBankRegressor",
    "Model",
    "MonomerLevels",
    "RecursiveSelection",
    "ScaledRegressor",
    "SelectedRegressor",
    "SensitivityRegressor",
    "SmallDataRegressor",
    "SourceEntry",
    "SourceLibrary",
    "StabilitySelection",
    "SurrogateRegressor",
    "TransferModel",
    "TransferReport",
    "load_model",
    "read_card",
    "save_model",
]

publish(globals(), [name for name in __all__ if not name.isupper()])
