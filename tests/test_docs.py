"""Every Python block of the READMEs and of the pages under docs runs, in the order of its page.

The blocks of one page share one namespace and an empty working directory. A block is left out only by the HTML
comment ``<!-- skip: reason -->`` on the line above it.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
BUILT = {"_build", "gallery", "generated", "changes"}
PAGES = [
    CHECKOUT / "README.md",
    CHECKOUT / "README.ko.md",
    *sorted(
        path
        for path in (CHECKOUT / "docs").rglob("*.md")
        if not BUILT & set(path.relative_to(CHECKOUT / "docs").parts[:-1])
    ),
]

TRANSLATED = {"README.ko.md": "README.md", "docs/tutorials/1_predict.ko.md": "docs/tutorials/1_predict.md"}
HANGUL = re.compile("[\uac00-\ud7a3]")

FENCE = re.compile(r"^(?P<indent> *)(?P<marks>`{3,}|~{3,}) *(?P<language>[^`\n]*)$")
SKIP = re.compile(r"^\s*<!--\s*skip:(?P<reason>.*?)-->\s*$")


@dataclass(frozen=True)
class Block:
    """A fenced block; `line` is the number of its first line, `skip` the reason why it is not run."""

    language: str
    line: int
    code: str
    skip: str | None


def read_blocks(text: str) -> list[Block]:
    blocks, lines = [], text.splitlines()
    number = 0
    while number < len(lines):
        opening = FENCE.match(lines[number])
        if opening is None:
            number += 1
            continue
        marks, indent = opening["marks"], len(opening["indent"])
        closing = re.compile(rf"^ *{re.escape(marks[0])}{{{len(marks)},}} *$")
        body = number + 1
        end = next((i for i in range(body, len(lines)) if closing.match(lines[i])), len(lines))
        above = next((line for line in reversed(lines[:number]) if line.strip()), "")
        skip = SKIP.match(above)
        code = "\n".join(line[indent:] for line in lines[body:end])
        blocks.append(Block(opening["language"].strip(), body + 1, code, skip["reason"].strip() if skip else None))
        number = end + 1
    return blocks


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_python_blocks_of_a_page_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "__main__"}
    for block in read_blocks(page.read_text(encoding="utf-8")):
        if block.language == "python" and block.skip is None:
            # Empty lines in front, so that a traceback shows the line of the page.
            exec(compile("\n" * (block.line - 1) + block.code, str(page), "exec"), namespace)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_python_is_fenced_in_the_one_way_that_is_run(page):
    languages = {block.language.lower() for block in read_blocks(page.read_text(encoding="utf-8"))}
    escaped = {language for language in languages if re.search(r"py|>>>", language) and language != "python"}
    assert escaped == set(), "write ```python, so that the block is run"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_block_that_is_not_run_says_why(page):
    skipped = [block for block in read_blocks(page.read_text(encoding="utf-8")) if block.skip is not None]
    assert [block.line for block in skipped if len(block.skip or "") < 10] == []


def code_and_words(page: str) -> list[tuple[str, list[str]]]:
    """Of every Python block what it does, without strings and comments, and its strings in their order."""
    found = []
    for block in read_blocks((CHECKOUT / page).read_text(encoding="utf-8")):
        if block.language == "python":
            tree, words = ast.parse(block.code), []
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    words.append(node.value)
                    node.value = ""
            found.append((ast.dump(tree), words))
    return found


@pytest.mark.parametrize(("page", "original"), TRANSLATED.items())
def test_a_translated_page_has_the_code_of_its_original_and_other_words_only_in_its_own_script(page, original):
    blocks, expected = code_and_words(page), code_and_words(original)
    assert [code for code, _ in blocks] == [code for code, _ in expected]
    pairs = [
        pair for (_, own), (_, others) in zip(blocks, expected, strict=True) for pair in zip(own, others, strict=True)
    ]
    assert [own for own, other in pairs if own != other and not HANGUL.search(own)] == []


def test_blocks_are_found_with_language_line_and_reason():
    text = "# T\n\n```python\nx = 1\n```\n\n<!-- skip: needs a file of yours -->\n```python\ny\n```\n"
    text += "\n````md\n```python\n````\n"
    assert read_blocks(text) == [
        Block("python", 4, "x = 1", None),
        Block("python", 9, "y", "needs a file of yours"),
        Block("md", 13, "```python", None),
    ]
