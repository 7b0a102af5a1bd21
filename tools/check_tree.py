#!/usr/bin/env python3
"""What no compiler checks: each dependency is explained, no file is too long, no secret or machine path is
committed, no link between our pages is broken. Prints every finding and exits 1 when there is one."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 700  # lines of one Rust file; the aim is 400

SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an access token": re.compile(r"\b(ghp|gho|glpat|github_pat|xox[abp]|sk_live|npm)_[A-Za-z0-9_-]{20,}"),
    "a cloud key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a password in an address": re.compile(r"\b[a-z]+://[^/\s:@]+:[^/\s:@]{3,}@[a-z0-9.-]+"),
    "a path of somebody's machine": re.compile(r"(?<![\w.])/(home|root|Users|work)/[\w.-]+"),
}
ALLOWED_HOME = re.compile(r"/home/(exemple|utilisateur)\b")


def tracked() -> list[Path]:
    """Files git knows, and those about to be added."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return sorted({ROOT / name for name in out.split("\0") if name and (ROOT / name).is_file()})


def dependencies() -> list[str]:
    """Each direct dependency of a crate has its line in docs/dependencies.md, and no line is left over."""
    explained = set(re.findall(r"^\| `([\w-]+)`", (ROOT / "docs/dependencies.md").read_text("utf-8"), re.MULTILINE))
    workspace = tomllib.loads((ROOT / "Cargo.toml").read_text("utf-8"))["workspace"]["dependencies"]
    used = {name for name in workspace if not name.startswith("raccroche")}
    for manifest in [*ROOT.glob("crates/*/Cargo.toml"), *ROOT.glob("fuzz/Cargo.toml")]:
        content = tomllib.loads(manifest.read_text("utf-8"))
        for table in ("dependencies", "dev-dependencies", "build-dependencies"):
            used |= {name for name in content.get(table, {}) if not name.startswith("raccroche")}
    return [f"docs/dependencies.md: `{name}` has no line: say what it is for" for name in sorted(used - explained)] + [
        f"docs/dependencies.md: `{name}` is no longer a dependency" for name in sorted(explained - used)
    ]


def length(path: Path, text: str) -> list[str]:
    lines = text.count("\n")
    return [f"{path}: {lines} lines; more than {LONGEST} is two rooms"] if lines > LONGEST else []


def secrets(path: Path, text: str) -> list[str]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in SECRETS.items():
            match = pattern.search(line)
            if match and not ALLOWED_HOME.match(match.group()):
                found.append(f"{path}:{number}: looks like {what}")
    return found


def links(path: Path, text: str) -> list[str]:
    """Relative links of a Markdown page lead to a file."""
    found = []
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        file = target.split("#")[0]
        if file and not re.match(r"[a-z]+:", file) and not (ROOT / path.parent / file).exists():
            found.append(f"{path}: the link {target} leads nowhere")
    return found


def main() -> int:
    findings = dependencies()
    for file in tracked():
        path = file.relative_to(ROOT)
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a binary fixture or one in another encoding: nothing here to read
        if path.suffix == ".rs":
            findings += length(path, text)
        if path.suffix == ".md":
            findings += links(path, text)
        if path.name != "check_tree.py":
            findings += secrets(path, text)
    for finding in findings:
        print(finding, file=sys.stderr)
    print(f"{len(findings)} findings in the tree" if findings else "the tree is in order")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
