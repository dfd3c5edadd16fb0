"""Names of properties, ingredients and polymers in several languages, and the one name for each."""
