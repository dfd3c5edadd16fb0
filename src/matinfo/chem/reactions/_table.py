"""The polymerisations that are known, by name."""

from __future__ import annotations

from matinfo.chem.reactions._chain_growth import ChainGrowth
from matinfo.chem.reactions._group import Edit, group
from matinfo.chem.reactions._reaction import Reaction
from matinfo.chem.reactions._ring_opening import RingOpening
from matinfo.chem.reactions._step_growth import StepGrowth

# --- groups that take: their ends carry the label 1 -----------------------------------------------------------------

ACID = group(
    "carboxylic acid",
    "[#6:3][CX3:1](=[OX1:2])[OX2H1]>>[#6:3][C:1](=[O:2])[1*]",
    "[#6:3][CX3:1](=[OX1:2])[Cl]>>[#6:3][C:1](=[O:2])[1*]",
    "[#6:3][CX3:1](=[OX1:2])[OX2][CH3]>>[#6:3][C:1](=[O:2])[1*]",
    back="[1*][C:1]=[O:2]>>O[C:1]=[O:2]",
)
CARBONYL = group(
    "phosgene or carbonate",
    "[CX3;$(C([Cl,O,#0])Cl):1](=[OX1:2])[Cl]>>[C:1](=[O:2])[1*]",
    "[CX3;$(C([O,#0])O):1](=[OX1:2])[OX2]c1ccccc1>>[C:1](=[O:2])[1*]",
    "[CX3;$(C([O,#0])O):1](=[OX1:2])[OX2][CH3]>>[C:1](=[O:2])[1*]",
    back="[1*][C:1]=[O:2]>>Cl[C:1]=[O:2]",
)
ISOCYANATE = group(
    "isocyanate",
    "[NX2:1]=[CX2:2]=[OX1:3]>>[N:1][C:2](=[O:3])[1*]",
    back="[NX3H1:1][C:2](=[O:3])[1*]>>[N:1]=[C:2]=[O:3]",
)
ANHYDRIDE = group(
    "cyclic anhydride",
    "[#8;r5,r6]([#6:2]=[O:3])[#6:4]=[O:5]>>[1*]N([#6:2]=[O:3])[#6:4]=[O:5]",
    back="[1*][#7]([#6:2]=[O:3])[#6:4]=[O:5]>>O([#6:2]=[O:3])[#6:4]=[O:5]",
    kekule=True,
)
HALIDE = group(
    "alkyl halide",
    *(f"[CX4;H2,$([CH](C)C):1][{halogen}]>>[C:1][1*]" for halogen in ("Br", "Cl", "I")),
    back="[1*][C:1]>>Br[C:1]",
)
_ACTIVATED = "$(c1ccc([$(C=O),$(S(=O)=O),$([N+](=O)[O-]),$(P=O)])cc1),$(c1c([$(C=O),$(S(=O)=O),$(C#N)])cccc1)"
ACTIVATED_ARYL = group(
    "activated aryl halide",
    f"[c;{_ACTIVATED}:1]F>>[c:1][1*]",
    f"[c;{_ACTIVATED}:1]Cl>>[c:1][1*]",
    back="[1*][c:1]>>F[c:1]",
)
CHLOROSILANE = group("chlorosilane", "[Si:1][Cl]>>[Si:1][1*]", back="[1*][Si:1]>>Cl[Si:1]")

EPOXIDE = group(
    "terminal epoxide",
    "[CX4H2:1]1[CX4H1:2]O1>>[1*][C:1][C:2]O",
    back="[1*][CX4H2:1][CX4H1:2][OX2H1]>>[C:1]1[C:2]O1",
)
ARYL_HALIDE = group("aryl halide", "[c:1]Cl>>[c:1][1*]", "[c:1]Br>>[c:1][1*]", back="[1*][c:1]>>Cl[c:1]")
OPEN_PARA = group(
    "open place opposite to the hydroxyl of a phenol",
    "[cH;$([cH]1cc([!#1])c([OX2H1])c([!#1])c1):1]>>[c:1][1*]",
    back="[1*][c:1]>>[cH:1]",
)

# --- groups that give: their ends carry the label 2 -----------------------------------------------------------------

_NO_GEM = "!$([#6]([OX2H1])[OX2H1]);!$(C(=[O,N,S,C]));!$([CX4]([OX2H1])[N,O,S,F,Cl,Br,I])"
ALCOHOL = group("alcohol", f"[#6;{_NO_GEM}:2][OX2H1:1]>>[#6:2][O:1][2*]", back="[2*][O:1]>>[O:1]")
_AMINE = "NX3;H2,H1;!$(N[C,S]=[O,S,N]);!$(NC#N);!$(N[#0]);!$(N[O,S,P]);!$([N][CX4][N,O,S])"
AMINE = group(
    "amine",
    f"[{_AMINE}:1]>>[N:1][2*]",
    back="[2*][N:1]>>[N:1]",
)
AMINE_RESIDUE = group("amine", "[#6;!$(C=[O,N,S]):1][NX3H2]>>[#6:1][2*]", back="[2*][#6:1]>>N[#6:1]")
PHENOL = group("phenol", "[c:2][OX2H1:1]>>[c:2][O:1][2*]", back="[2*][O:1]>>[O:1]")
WATER = group("water", "[OX2H2:1]>>[2*][O:1][2*]", back="[2*][O:1][2*]>>[O:1]", ends_at_once=2)
SULFIDE = group("sulfide", "[SX2H2:1]>>[2*][S:1][2*]", back="[2*][S:1][2*]>>[S:1]", ends_at_once=2)

# --- reactions ------------------------------------------------------------------------------------------------------

_OPEN = (
    "[CX3;H2,$(C(F)F),$(C(F)Cl),$([CH]F),$([CH]Cl),$(C(Cl)Cl);!$(C=*=*):1]=[CX3;!$(C=*=*);!$(C[OX2H1]);!$(C[NX3H2]):2]"
)
_IN_RING = "[CX3;r5;H1;$(CC(=O)):1]=[CX3;r5;H1;$(CC(=O)):2]"

_ANY_AMINE = "[NX3;H2,H1;!$(N[C,S]=[O,S])]"
_ANY_ACID, _ANY_ISOCYANATE = "[CX3](=O)[OX2H1]", "[NX2]=C=O"

_STEP = (
    StepGrowth(
        "polyester",
        "diol and diacid, or hydroxy acid",
        "[#6][CX3:1](=[OX1])-[OX2:2][#6;!$(C=[O,S,N])]",
        ACID,
        ALCOHOL,
        forbidden=(_ANY_AMINE, _ANY_ISOCYANATE),
    ),
    StepGrowth(
        "polyamide",
        "diamine and diacid, or amino acid",
        "[#6][CX3:1](=[OX1])-[NX3;!$(N(C=O)C=O):2]",
        ACID,
        AMINE,
        forbidden=(_ANY_ISOCYANATE,),
    ),
    StepGrowth(
        "polycarbonate",
        "diol and phosgene or a carbonate",
        "[OX2][CX3:1](=[OX1])-[OX2:2][#6]",
        CARBONYL,
        ALCOHOL,
        forbidden=(_ANY_AMINE, _ANY_ACID, _ANY_ISOCYANATE),
        alone=False,
    ),
    StepGrowth(
        "polyurethane",
        "diisocyanate and diol",
        "[NX3;H1][CX3:1](=[OX1])-[OX2:2][#6]",
        ISOCYANATE,
        ALCOHOL,
        forbidden=(_ANY_AMINE, _ANY_ACID),
        alone=False,
    ),
    StepGrowth(
        "polyurea",
        "diisocyanate and diamine",
        "[NX3;H1][CX3:1](=[OX1])-[NX3:2]",
        ISOCYANATE,
        AMINE,
        forbidden=(_ANY_ACID,),
        alone=False,
    ),
    StepGrowth(
        "polyimide",
        "diamine and dianhydride",
        "[#7;r5,r6;$(N(C=O)C=O),$(n(c=O)c=O):1]-[#6;!$(C=[O,N,S]):2]",
        ANHYDRIDE,
        AMINE_RESIDUE,
        alone=False,
    ),
    StepGrowth(
        "aromatic polyether",
        "bisphenol and activated aryl dihalide",
        f"[c;{_ACTIVATED}:1]-[OX2:2]-[c]",
        ACTIVATED_ARYL,
        PHENOL,
    ),
    StepGrowth(
        "polyether",
        "diol and alkyl dihalide",
        "[CX4;H2,$([CH](C)C):1]-[OX2:2]-[#6;!$(C=[O,N,S])]",
        HALIDE,
        ALCOHOL,
        forbidden=(_ANY_AMINE, _ANY_ACID),
        alone=False,
        keeps_linkages=True,
    ),
    StepGrowth(
        "phenoxy",
        "bisphenol and diepoxide",
        "[CX4H2;$([CH2][CX4H1][OX2H1]):1]-[OX2:2]-c",
        EPOXIDE,
        PHENOL,
        forbidden=(_ANY_AMINE, _ANY_ACID, _ANY_ISOCYANATE),
        alone=False,
        keeps_linkages=True,
    ),
    StepGrowth("oxidative coupling", "phenol with both neighbours taken", "[c:1]-[OX2:2]-c", OPEN_PARA, PHENOL),
    StepGrowth("polysulfide", "aryl dihalide and sulfide", "[c:1]-[SX2:2]-c", ARYL_HALIDE, SULFIDE, alone=False),
    StepGrowth("polysiloxane", "dichlorosilane and water", "[Si:1]-[OX2:2]-[Si]", CHLOROSILANE, WATER, alone=False),
)
_CHAIN = (
    ChainGrowth(
        "olefin addition",
        "olefin with an open end",
        Edit(f"{_OPEN}>>[*][C:1][C:2][*]"),
        Edit("[#0][CX4:1]-[CX4:2][#0]>>[C:1]=[C:2]"),
    ),
    ChainGrowth(
        "cyclic olefin addition",
        "maleimide or maleic anhydride",
        Edit(f"{_IN_RING}>>[*][C:1][C:2][*]"),
        Edit("[#0][CX4:1]-[CX4:2][#0]>>[C:1]=[C:2]"),
    ),
    ChainGrowth(
        "diene addition",
        "conjugated diene",
        Edit("[CX3;H2,H1:1]=[CX3:2]-[CX3:3]=[CX3;H2,H1:4]>>[*][C:1][C:2]=[C:3][C:4][*]"),
        Edit("[#0][CX4:1]-[CX3:2]=[CX3:3]-[CX4:4][#0]>>[C:1]=[C:2]-[C:3]=[C:4]"),
        n_atoms=4,
    ),
    ChainGrowth(
        "diene 1,2-addition",
        "conjugated diene",
        Edit("[CX3;H2:1]=[CX3:2]-[CX3:3]=[CX3;H2:4]>>[*][C:1][C:2]([*])[C:3]=[C:4]"),
        Edit("[#0][CX4;H2:1]-[CX4:2]([#0])[CX3:3]=[CX3;H2:4]>>[C:1]=[C:2]-[C:3]=[C:4]"),
    ),
    ChainGrowth(
        "alkyne addition",
        "alkyne",
        Edit("[CX2:1]#[CX2:2]>>[*][C:1]=[C:2][*]"),
        Edit("[#0][CX3:1]=[CX3:2][#0]>>[C:1]#[C:2]"),
    ),
    ChainGrowth(
        "aldehyde addition",
        "aldehyde",
        Edit("[CX3;H2,H1:1]=[OX1:2]>>[*][C:1][O:2][*]"),
        Edit("[#0][CX4;H2,H1:1]-[OX2:2][#0]>>[C:1]=[O:2]"),
    ),
    ChainGrowth(
        "N-carboxyanhydride opening",
        "N-carboxyanhydride of an amino acid",
        Edit("[NX3:1]1C(=O)O[C:3](=[O:4])[C:2]1>>[*][N:1][C:2][C:3](=[O:4])[*]"),
        Edit("[#0][NX3:1]-[CX4:2]-[C:3](=[O:4])[#0]>>[N:1]1C(=O)O[C:3](=[O:4])[C:2]1"),
        n_atoms=3,
    ),
    ChainGrowth(
        "oxazoline opening",
        "2-oxazoline",
        Edit("[O]1[C:3]=[N:4][C:1][C:2]1>>[*][C:2][C:1][N:4]([*])[C:3]=O"),
        Edit("[#0][CX4:2]-[CX4:1]-[NX3:4]([#0])[C:3]=O>>O1[C:3]=[N:4][C:1][C:2]1"),
        n_atoms=3,
    ),
)
_RING = (
    RingOpening("lactone opening", "lactone", "[#6][CX3;r4,r{6-17}:1](=[OX1])-;@[OX2:2]", cells=(1, 2), most=2),
    RingOpening("lactam opening", "lactam", "[#6][CX3;r{4-17}:1](=[OX1])-;@[NX3;!$(N(C=O)C=O):2]"),
    RingOpening(
        "cyclic ether opening",
        "epoxide, oxetane, tetrahydrofuran or oxepane",
        "[CX4;r3,r4,r5,r7;!$(C([OX2])[OX2]):1]-;@[OX2;!$(O[#6]=[O,N,S]):2]",
        most=2,
    ),
    RingOpening("cyclic acetal opening", "trioxane or dioxolane", "[CX4;r5,r6,r7:1]([OX2])-;@[OX2:2]", (1, 2, 3), 6),
    RingOpening("cyclic carbonate opening", "cyclic carbonate", "[OX2][CX3;r6,r7:1](=[OX1])-;@[OX2:2]", most=2),
    RingOpening("cyclic amine opening", "aziridine or azetidine", "[CX4;r3,r4:1]-;@[NX3;!$(NC=O):2]", most=2),
    RingOpening("cyclic sulfide opening", "thiirane or thietane", "[CX4;r3,r4:1]-;@[SX2:2]", most=2),
    RingOpening("cyclosiloxane opening", "cyclosiloxane", "[Si;r6,r8:1]-;@[OX2:2]", (3, 4), 8),
    RingOpening("metathesis", "cyclic olefin under strain", "[CX4;R:1]-;@[CX3;r4,r5,r7,r8,r{9-12}:2]=;@[CX3]", most=2),
)

REACTIONS: dict[str, Reaction] = {reaction.name: reaction for reaction in (*_STEP, *_CHAIN, *_RING)}
