"""Look at what is written as HTML in a headless Chromium: does it show, does a script run, does a request leave?

Run by the session ``docs``. Without Chromium it prints why it did nothing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

import matinfo as mi

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WINDOW = (1200, 3200)
LEAST_INK = 0.005  # share of pixels that are not the background


class Asked(BaseHTTPRequestHandler):
    """A server on this computer that writes down who asks."""

    paths: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass


def hostile_dataset(port: int) -> mi.Dataset:
    """Words that would call the server, if one of them were taken for HTML."""
    call = f"http://127.0.0.1:{port}/asked"
    words = [
        f"<script>fetch('{call}')</script>",
        f"<img src='{call}'>",
        f'"><img src=x onerror="fetch(\'{call}\')">',
        f"<style>body{{display:none;background:url({call})}}</style>",
        "</table></div></main><h1>",
    ]
    ds = mi.load_polymers().select("Tg")
    ds = ds.take(np.arange(0, len(ds), 4))
    frame = pd.DataFrame({"structure": ds.X.to_numpy(), words[0]: ds.y.to_numpy()})
    frame["remark"] = [words[row % len(words)] for row in range(len(frame))]
    frame.index = pd.Index([f"{words[row % len(words)]} {row}" for row in range(len(frame))])
    return mi.Dataset(frame, structure="structure", targets=[words[0]], name=words[1], record={"licence": words[3]})


def pages(port: int) -> dict[str, str]:
    """A report, and everything that a notebook shows."""
    ds = hostile_dataset(port)
    model = mi.Model(mi.PolymerFingerprint("AQ"), "ridge")
    report = mi.report(model, ds, cv=3)
    designer = mi.Designer(
        objective=mi.Maximize(ds.target_names[0]), candidates=mi.Pool(pd.DataFrame({ds.name: range(20)}))
    )
    designer.tell(pd.DataFrame({ds.name: [0, 9, 19]}), [1.0, 5.0, 2.0])
    designer.ask(2)
    _, funnel = mi.Screen([mi.MolarMass(high=100)]).apply(ds.X)
    model.fit(ds.X, ds.y)
    curve = mi.Evaluator(cv=3).learning_curve({ds.name: model}, ds, sizes=[20, 40])
    shown = [ds, model, report.result, designer, funnel, curve, mi.explain(model, ds.X, ds.y)]
    cards = "<hr>".join(each._repr_html_() for each in shown)
    return {"report": report.html, "cards": f"<!doctype html><meta charset='utf-8'>{cards}"}


def picture_of(browser: str, html: Path, png: Path) -> None:
    """Screenshot of a file."""
    with tempfile.TemporaryDirectory() as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        size = f"--window-size={WINDOW[0]},{WINDOW[1]}"
        command = [browser, *flags, f"--user-data-dir={profile}", f"--screenshot={png}", size, html.as_uri()]
        subprocess.run(command, check=True, timeout=120, capture_output=True)


def ink(png: Path) -> float:
    """Share of pixels that differ from the most frequent colour."""
    from matplotlib import image

    pixels = (image.imread(png)[..., :3] * 255).astype(np.uint8).reshape(-1, 3)
    _, counts = np.unique(pixels @ np.array([1, 256, 65536]), return_counts=True)
    return float(1.0 - counts.max() / counts.sum())


def main() -> int:
    """Return the number of faults."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"The pages were not looked at: none of {', '.join(BROWSERS)} is installed.")
        return 0
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    server = HTTPServer(("127.0.0.1", 0), Asked)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    faults = []
    for name, text in pages(server.server_port).items():
        html, png = folder / f"{name}.html", folder / f"{name}.png"
        html.write_text(text, encoding="utf-8")
        picture_of(browser, html, png)
        share = ink(png)
        print(f"{name}: {len(text):,} characters, {share:.1%} of the picture is ink")
        if share < LEAST_INK:
            faults.append(f"{name} is blank")
    if Asked.paths:
        faults.append(f"requests left a page: {Asked.paths}")
    # The server itself works: a page that is not escaped reaches it, so that silence above means something.
    (folder / "open.html").write_text(f"<img src='http://127.0.0.1:{server.server_port}/open'>", encoding="utf-8")
    picture_of(browser, folder / "open.html", folder / "open.png")
    if "/open" not in Asked.paths:
        faults.append("the browser cannot reach the server of this check, so that it proves nothing")
    server.shutdown()
    print("\n".join(faults) or "Every page shows, and nothing left it.")
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
