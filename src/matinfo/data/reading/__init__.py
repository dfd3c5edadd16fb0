"""Reading tables as they come from a laboratory: values, headers, sheets, and a report on every cell."""
