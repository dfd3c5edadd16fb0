"""Sphinx configuration. Nothing here needs a network: names of other projects are plain text, not links."""

from __future__ import annotations

import logging
import os

os.environ["MPLBACKEND"] = "Agg"

import matinfo

project = "matinfo"
author = "The matinfo developers"
project_copyright = "2026, The matinfo developers"
release = version = matinfo.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "myst_parser",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "changes", "**/README.md"]
templates_path = ["_templates"]
default_role = "autolink"  # `Name` links where it can, and stays text where it is a parameter

# --- pages ----------------------------------------------------------------------------------------------------------
html_theme = "furo"
html_title = f"matinfo {release}"
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

# --- reference ------------------------------------------------------------------------------------------------------
# One page for each name in the __all__ of a package, made by autosummary.
autosummary_generate = True
autosummary_ignore_module_all = False
autosummary_imported_members = True
autodoc_typehints = "none"  # the docstrings say types in words of the field
numpydoc_show_class_members = False  # autodoc shows them below the class, each with its own docstring
numpydoc_xref_param_type = False
nitpick_ignore_regex = [
    # See Also names neighbours in other projects; without a network they cannot be links.
    (r"py:.*", r"(sklearn|numpy|scipy|pandas|rdkit|matplotlib|joblib)\..*"),
    # `code` is a parameter of ours that has the name of a module of Python.
    (r"py:obj", r"[a-z_]+"),
    # Bases that autodoc prints under a class: mixins of scikit-learn, protocols and enums of Python.
    (r"py:class", r"(sklearn|typing|abc|enum|collections)\..*"),
]


def skip_foreign_members(_app, _what, name, obj, skip, _options):
    """Leave out what scikit-learn makes, ``set_fit_request`` and ``score``: its docstrings link into its own manual."""
    made = name.startswith("set_") and name.endswith("_request")
    return True if made or str(getattr(obj, "__module__", "")).startswith("sklearn.") else skip


def hide_private_bases(_app, _name, _obj, _options, bases):
    """Name under a class only bases that a reader can look up."""
    bases[:] = [base for base in bases if "._" not in base.__module__] or [object]


def find_home(app, env, node, contnode):
    """Link `matinfo.explain` to the page of its package: names of daily work are found in `matinfo` as well."""
    short = node.get("reftarget", "").removeprefix("matinfo.")
    home = matinfo._HOME_OF.get(short)
    if node.get("refdomain") != "py" or home is None:
        return None
    target = f"{home}.{short}"
    return env.get_domain("py").resolve_xref(env, node["refdoc"], app.builder, "obj", target, node, contnode)


# --- gallery --------------------------------------------------------------------------------------------------------
sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"/plot_",
    "abort_on_example_error": True,
    "show_memory": False,
    "show_signature": False,
    "download_all_examples": False,
    "min_reported_time": 60,
    "copyfile_regex": r".*\.csv",
}


def setup(app):
    """Connect the filters of the reference; a chapter without pages yet is no mistake."""
    app.connect("autodoc-skip-member", skip_foreign_members)
    app.connect("autodoc-process-bases", hide_private_bases)
    app.connect("missing-reference", find_home)
    # suppress_warnings cannot name this one: Sphinx gives it a subtype without a type.
    logging.getLogger("sphinx.sphinx.directives.other").addFilter(
        lambda record: getattr(record, "subtype", None) != "empty_glob"
    )
