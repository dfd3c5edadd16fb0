"""Words of users in pictures: nothing in them is a formula, and every script finds a font."""

from __future__ import annotations

from typing import Any

# Fonts with Hangul, kana and Chinese characters, as they come with Linux, Windows and macOS.
EAST_ASIAN_FONTS = (
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "Noto Sans CJK JP",
    "Yu Gothic",
    "Hiragino Sans",
    "Microsoft YaHei",
    "PingFang SC",
)
METRIC_WORDS = {"rmse": "RMSE", "mae": "MAE", "r2": "R²"}  # other metrics go by the name that they have
EAST_ASIAN = (("\u1100", "\u11ff"), ("\u2e80", "\ud7ff"), ("\uf900", "\uffef"))  # blocks of Unicode, ends included


def plain(text: object) -> str:
    r"""`text` as matplotlib has to be told, so that it shows what was written.

    Two dollars would begin a formula, and a legend leaves out labels that begin with ``_``.
    """
    written = str(text).replace("$", r"\$")
    return f" {written}" if written.startswith("_") else written


def axis_label(name: str, unit: str | None = "") -> str:
    """``"Tg [K]"``, ready for matplotlib."""
    return plain(f"{name} [{unit}]" if unit else name)


def show_every_script(ax: Any) -> None:
    """Let texts with Korean, Japanese or Chinese letters fall back to a font that has them, where one is installed."""
    from matplotlib.text import Text

    foreign = [text for text in ax.findobj(Text) if any(map(_is_east_asian, text.get_text()))]
    if not foreign:
        return
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    fallback = [name for name in EAST_ASIAN_FONTS if name in installed]
    for text in foreign:
        text.set_fontfamily([*text.get_fontfamily(), *fallback])


def _is_east_asian(letter: str) -> bool:
    return any(first <= letter <= last for first, last in EAST_ASIAN)
