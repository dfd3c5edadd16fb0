"""Recipe spaces: amounts, levels and choices, the constraints between them, and rows that keep to them exactly."""
