"""How repeat units are made: named polymerisations, read from monomers to repeat unit and back."""
