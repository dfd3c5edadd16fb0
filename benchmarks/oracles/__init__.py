"""Twenty goals for molecules that need nothing but RDKit: those of PMO without a trained model.

Each is a function of a SMILES string that gives a number from 0 to 1. They hold no state, so that they can be asked in
any order and in several processes. Definitions follow GuacaMol version 2 as used by PMO.

References
----------
Brown et al. 2019, J. Chem. Inf. Model. 59, 1096 (GuacaMol); Gao et al. 2022, arXiv:2206.12411 (PMO).
"""

from __future__ import annotations

from collections.abc import Callable

from .hops import deco_hop, scaffold_hop
from .isomers import Isomers
from .likeness import AlikeToBoth, AlikeToOne
from .profiles import (
    amlodipine,
    fexofenadine,
    osimertinib,
    perindopril,
    qed,
    ranolazine,
    sitagliptin,
    valsartan_smarts,
    zaleplon,
)

ORACLES: dict[str, Callable[[str], float]] = {
    "albuterol_similarity": AlikeToOne("CC(C)(C)NCC(O)c1ccc(O)c(CO)c1", "fcfp4", enough=0.75),
    "amlodipine_mpo": amlodipine,
    "celecoxib_rediscovery": AlikeToOne("CC1=CC=C(C=C1)C1=CC(=NN1C1=CC=C(C=C1)S(N)(=O)=O)C(F)(F)F", "ecfp4"),
    "deco_hop": deco_hop,
    "fexofenadine_mpo": fexofenadine,
    "isomers_c7h8n2o2": Isomers({"C": 7, "H": 8, "N": 2, "O": 2}),
    "isomers_c9h10n2o2pf2cl": Isomers({"C": 9, "H": 10, "N": 2, "O": 2, "P": 1, "F": 2, "Cl": 1}),
    "median1": AlikeToBoth("CC1(C)C2CCC1(C)C(=O)C2", "CC(C)C1CCC(C)CC1O", "ecfp4"),
    "median2": AlikeToBoth(
        "O=C1N(CC(N2C1CC3=C(C2C4=CC5=C(OCO5)C=C4)NC6=C3C=CC=C6)=O)C",
        "CCCC1=NN(C2=C1N=C(NC2=O)C3=C(C=CC(=C3)S(=O)(=O)N4CCN(CC4)C)OCC)C",
        "ecfp6",
    ),
    "mestranol_similarity": AlikeToOne("COc1ccc2C3CCC4(C)C(CCC4(O)C#C)C3CCc2c1", "atom_pairs", enough=0.75),
    "osimertinib_mpo": osimertinib,
    "perindopril_mpo": perindopril,
    "qed": qed,
    "ranolazine_mpo": ranolazine,
    "scaffold_hop": scaffold_hop,
    "sitagliptin_mpo": sitagliptin,
    "thiothixene_rediscovery": AlikeToOne("CN(C)S(=O)(=O)c1ccc2Sc3ccccc3C(=CCCN4CCN(C)CC4)c2c1", "ecfp4"),
    "troglitazone_rediscovery": AlikeToOne("Cc1c(C)c2OC(C)(COc3ccc(CC4SC(=O)NC4=O)cc3)CCc2c(C)c1O", "ecfp4"),
    "valsartan_smarts": valsartan_smarts,
    "zaleplon_mpo": zaleplon,
}
