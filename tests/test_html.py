"""What notebooks show: words of users are text, sizes are bounded, the same object gives the same bytes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import config_context
from sklearn.linear_model import Ridge

import matinfo as mi
from matinfo._html import Html, card, element, facts, page, picture, table
from matinfo.chem._drawing import drawn, structure_svg

EVIL = "<script>alert('x')</script>\"&"
STRUCTURES = ["*CC*", "*CC(*)C", "*CC(*)c1ccccc1", "*CCO*", "*CC(*)Cl", "*CC(*)C#N", "*CCCCO*", "*c1ccc(*)cc1"]


class Reader(HTMLParser):
    """Names of elements, their attributes, and text, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("img", "meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def named_by_an_enemy(n_rows: int = 8) -> mi.Dataset:
    rows = range(n_rows)
    frame = pd.DataFrame(
        {
            "structure": [STRUCTURES[row % 8] for row in rows],
            EVIL: [100.0 + row for row in rows],
            "remark": [EVIL for _ in rows],
        },
        index=[f"{EVIL}{row}" for row in rows],
    )
    return mi.Dataset(frame, structure="structure", targets=[EVIL], name=EVIL, record={"licence": EVIL})


def is_harmless(text: str) -> bool:
    reader = Reader(text)
    scripts = [name for name, _ in reader.attributes if name.startswith("on")]
    return "script" not in reader.tags and not scripts and reader.open == [] and EVIL in reader.words


# --- elements -------------------------------------------------------------------------------------------------------


@given(st.text(), st.text())
def test_any_text_is_read_back_as_it_was_written(inside, title):
    reader = Reader(element("p", inside, title=title))
    assert reader.tags == ["p"]
    assert reader.words.replace("\r", "\n") == inside.replace("\r", "\n")
    assert len(reader.attributes) == 1


def test_html_that_was_made_here_is_not_escaped_again():
    assert element("p", element("b", "a < b")) == "<p><b>a &lt; b</b></p>"


def test_numbers_have_four_digits_and_what_is_not_known_has_a_sign():
    written = table(pd.DataFrame({"a": [1234.5678, np.nan], "b": [np.int64(12345), 2], "c": [True, None]}))
    assert re.findall(r"<td[^>]*>(?:<span[^>]*>)?([^<]+)", written) == ["1235", "12,345", "True", "–", "2", "–"]


def test_units_stand_under_names():
    assert 'Tg<span class="mi-unit">K</span>' in table(pd.DataFrame({"Tg": [1.0]}), units={"Tg": "K"})


def test_columns_beyond_the_width_are_counted():
    wide = pd.DataFrame(np.zeros((1, 30)))
    assert table(wide, most_columns=12).count("<td") == 12
    assert "and 18 more columns" in table(wide, most_columns=12)


def test_two_columns_of_one_name_are_both_written():
    twice = pd.DataFrame([[1, "x"]], columns=["a", "a"])
    assert table(twice).count("<td") == 2


def test_a_picture_stands_in_the_page_itself():
    assert picture(b"abc", "png", alt=EVIL).startswith('<img src="data:image/png;base64,YWJj" alt="&lt;script')


def test_facts_that_are_not_known_are_left_out():
    assert facts({"a": None, "b": 0}) == "<dl><dt>b</dt><dd>0</dd></dl>"


def test_a_page_may_load_nothing_and_run_nothing():
    text = page(EVIL, "", element("p", EVIL))
    assert is_harmless(text)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:") in Reader(text).attributes
    assert isinstance(text, Html)
    assert is_harmless(card(EVIL, EVIL))


def test_a_page_can_be_an_attribute():
    inside = page("inside", "", EVIL)
    assert dict(Reader(element("iframe", srcdoc=inside)).attributes)["srcdoc"] == inside


# --- drawings -------------------------------------------------------------------------------------------------------


def test_a_structure_is_drawn_the_same_every_time():
    assert structure_svg("*CC(*)c1ccccc1") == structure_svg("*CC(*)c1ccccc1")
    assert b"<svg" in structure_svg("*CC*")


@pytest.mark.parametrize("value", [EVIL, "", None, 3.5, "C1CC", "C" * 200, float("nan")])
def test_what_cannot_be_drawn_is_written_instead(value):
    assert structure_svg(value) is None
    assert Reader(drawn(value)).tags == ["code"]


# --- objects --------------------------------------------------------------------------------------------------------


def test_a_dataset_shows_drawn_structures_units_and_counts():
    ds = mi.load_polymers().select("Tg", "density", measured="any")
    text = ds._repr_html_()
    assert text.count('class="mi-structure"') == 5
    assert 'Tg<span class="mi-unit">K</span>' in text
    assert f"and {len(ds) - 5} more rows" in text
    missing = len(ds) - int(ds.frame["density"].notna().sum())
    assert re.search(rf"density</td>.*?<td>{missing}</td>", text)


def test_a_dataset_counts_structures_that_cannot_be_read():
    frame = pd.DataFrame({"s": ["*CC*", "*CC(", "nonsense"], "y": [1.0, 3.0, 2.0]})
    ds = mi.Dataset(frame, structure="s", targets=["y"])
    assert '<span class="mi-bad">2</span>' in ds._repr_html_()


def test_words_of_users_are_text_in_every_object():
    ds = named_by_an_enemy()
    assert is_harmless(ds._repr_html_())
    model = mi.Model(mi.PolymerFingerprint("A"), Ridge(), calibration_folds=0)
    assert is_harmless(mi.Evaluator(cv=2).compare({EVIL: model}, ds)._repr_html_())
    designer = mi.Designer(objective=mi.Maximize(EVIL), candidates=mi.Pool(pd.DataFrame({"t": range(5)})))
    designer.tell(pd.DataFrame({"t": [0]}), [1.0])
    assert is_harmless(designer._repr_html_())


def test_the_size_does_not_grow_with_the_rows():
    small, large = named_by_an_enemy(20), named_by_an_enemy(3000)
    assert len(large._repr_html_()) < len(small._repr_html_()) + 500


def test_a_model_shows_its_diagram_before_and_after_the_fit():
    ds = named_by_an_enemy()
    model = mi.Model(mi.PolymerFingerprint("A"), Ridge(), calibration_folds=2)
    assert "not fitted yet" in model._repr_html_()
    model.fit(ds.X, ds.y)
    text = model._repr_html_()
    assert "learned from 8 rows of structures" in text
    assert "8 values from 100 to 107" in text
    assert "from the errors of 8 left-out materials" in text
    assert "PolymerFingerprint" in text
    assert "<script>alert" not in text
    assert text == model._repr_html_()  # scikit-learn numbers its diagrams; a card does not
    assert model._repr_mimebundle_()["text/html"] == text


def test_a_model_without_intervals_and_with_several_properties_is_shown():
    model = mi.Model(regressor=Ridge(), calibration_folds=0)
    X = np.arange(12.0).reshape(6, 2)
    model.fit(X, pd.DataFrame({"a": X[:, 0], "b": X[:, 1]}))
    assert "predicts a, b; learned from 6 rows of table" in model._repr_html_()
    assert "none: fitted with calibration_folds=0" in model._repr_html_()


def test_a_model_is_text_where_scikit_learn_is_told_so():
    with config_context(display="text"):
        assert set(mi.Model()._repr_mimebundle_()) == {"text/plain"}
        assert not hasattr(mi.Model(), "_repr_html_")


def test_a_campaign_shows_the_wish_the_best_and_what_is_pending():
    oven = pd.DataFrame({"temperature_degC": range(80, 201, 10)})
    designer = mi.Designer(objective=mi.Maximize("strength"), candidates=mi.Pool(oven), units={"strength": "MPa"})
    assert "nothing told yet" in designer._repr_html_()
    designer.tell(oven.iloc[[0, 6, 12]], [10.0, 30.0, 8.0])
    designer.ask(2)
    text = designer._repr_html_()
    assert all(word in text for word in ("Best so far", "Pending", "3 measured, 2 pending", ">MPa<"))
    assert repr(designer) == "<Designer: maximize strength; 1 rounds, 3 experiments told, 2 pending>"


def test_a_funnel_shows_what_is_left():
    _, funnel = mi.Screen([mi.MolarMass(high=40)]).apply(["*CC*", "*CC(*)c1ccccc1"])
    assert repr(funnel) == "<Funnel: 1 of 2 candidates are left after 2 filters>"
    assert "1 of 2 candidates are left" in funnel._repr_html_()


def test_found_structures_are_drawn():
    from matinfo.design import FoundStructures

    frame = pd.DataFrame(
        {"structure": ["*CC*", "*CCO*"], EVIL: [1.0, 2.0], f"{EVIL} sd": 0.5, "in_domain": [True, False]}
    )
    found = FoundStructures(frame, None, EVIL, pd.DataFrame(), {}, pd.Series(dtype=float))
    text = found._repr_html_()
    assert is_harmless(text)
    assert text.count('class="mi-structure"') == 2
    assert "inside" in text
    assert "outside" in text
    assert repr(found) == f"<FoundStructures: {EVIL}>"


def test_a_learning_curve_shows_sizes_side_by_side_with_its_unit():
    ds = named_by_an_enemy(12)
    models = {EVIL: mi.Model(mi.PolymerFingerprint("A"), Ridge(), calibration_folds=0)}
    curve = mi.Evaluator(cv=2, metrics=("rmse", "mae")).learning_curve(models, ds, sizes=[2, 3])
    text = curve._repr_html_()
    assert is_harmless(text)
    assert text.index("2 rows") < text.index("3 rows") < text.index("mae of")
    assert "on 2 to 3 training rows" in text
    assert text.count("<tr>") == 2 * (1 + 2)  # a head, the model and the dummy, for each metric
    assert text.count(" ± ") > 4


def test_an_explanation_says_whom_it_asks_about_what_without_computing_anything():
    ds = named_by_an_enemy()
    model = mi.Model(mi.PolymerFingerprint("AQ"), Ridge(), calibration_folds=0).fit(ds.X, ds.y)
    explanation = mi.explain(model, ds.X, ds.y)
    text = explanation._repr_html_()
    assert "Explanation of Model" in text
    assert "rise of the error on these rows" in text
    assert re.search(r">A</td><td>\d+</td>", text)
    assert re.fullmatch(r"<Explanation of Model: 8 rows, \d+ features>", repr(explanation))
    assert "no y given" in mi.explain(model, ds.X)._repr_html_()


def test_names_of_ingredients_are_text_in_an_explanation():
    recipes = pd.DataFrame({EVIL: np.arange(6.0), "oil": [0.0, 1.0, 0.0, 2.0, 1.0, 3.0]})
    model = mi.Model(regressor=Ridge(), calibration_folds=0).fit(recipes, recipes[EVIL])
    assert is_harmless(mi.explain(model, recipes)._repr_html_())
