"""What goes says so: since when, until when, and what to write instead."""

from __future__ import annotations

import pytest

from matinfo._deprecation import deprecated, renamed_option

VERSIONS = {"since": "0.2", "removed_in": "0.4"}


@deprecated("new_name", **VERSIONS)
def old_name(value: int) -> int:
    """Give back a number."""
    return value


def test_a_deprecated_function_works_keeps_its_docstring_and_warns_where_it_is_called():
    with pytest.warns(
        FutureWarning, match=r"old_name is deprecated since matinfo 0.2 .* in 0.4. Write new_name."
    ) as told:
        assert old_name(3) == 3
    assert told[0].filename == __file__
    assert old_name.__doc__ == "Give back a number."


def test_a_renamed_option_is_taken_under_its_old_name_with_a_warning():
    assert renamed_option("n", None, "count", 5, **VERSIONS) == 5
    with pytest.warns(FutureWarning, match=r"n is deprecated .* Write count."):
        assert renamed_option("n", 4, "count", None, **VERSIONS) == 4
    with pytest.raises(TypeError, match="n is called count now; got both"):
        renamed_option("n", 4, "count", 5, **VERSIONS)
