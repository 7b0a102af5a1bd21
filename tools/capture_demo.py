#!/usr/bin/env python3
"""Puts what `raccroche demo` really prints into README.md, between its two markers.

Run it when the demo's screen or its figures change: tools/capture_demo.py [PATH OF THE BINARY]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- demo: begin -->", "<!-- demo: end -->"
WIDTH = 110


def screen(binary: Path) -> str:
    """The demo's screen, run in a folder of its own, long lines folded."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([binary, "demo", "--no-serve"], cwd=folder, check=True, capture_output=True, text=True)
    lines = []
    for line in done.stdout.strip("\n").splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        lines += textwrap.wrap(line, WIDTH, subsequent_indent=indent, drop_whitespace=True) or [""]
    return "\n".join(line.rstrip() for line in lines)


def main() -> None:
    """Builds the demo where no binary is given, runs it, rewrites the page."""
    if len(sys.argv) > 1:
        binary = Path(sys.argv[1]).resolve()
    else:
        subprocess.run(["cargo", "build", "--profile", "demo", "--locked", "-p", "raccroche"], cwd=ROOT, check=True)
        binary = ROOT / "target/demo/raccroche"
    readme = ROOT / "README.md"
    before, rest = readme.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    caption = "L’écran de la démonstration (l’académie est inventée, personne n’existe) :"
    readme.write_text(f"{before}{BEGIN}\n{caption}\n\n```text\n{screen(binary)}\n```\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
