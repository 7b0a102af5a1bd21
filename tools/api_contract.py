"""Opens a demonstration, makes a token for somebody who may do most, and lets schemathesis attack the contract.

Run by tools/api_contract. What is sent is bounded: some tens of requests an operation, under a minute in all.
"""

from __future__ import annotations

import argparse
import html
import http.cookiejar
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "target" / "api"
PATIENCE = 180  # seconds for the demonstration to open
LONGEST = 120  # seconds for the whole attack; it takes well under 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """The demonstration, as a browser with cookies sees it."""

    def __init__(self, base: str) -> None:
        self.base = base
        cookies = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))

    def get(self, path: str) -> str:
        with self.browser.open(self.base + path, timeout=30) as answer:
            return answer.read().decode()

    def post(self, path: str, fields: list[tuple[str, str]]) -> str:
        body = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.base + path, body, {"Origin": self.base, "Sec-Fetch-Site": "same-origin"})
        with self.browser.open(request, timeout=30) as answer:
            return answer.read().decode()


def wait_until_open(site: Site, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"api_contract: the demonstration stopped ({server.returncode}); see {DATA / 'journal'}")
        try:
            if site.get("/readyz") == "ok":
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("api_contract: the demonstration did not open in time")


def make_token(site: Site, account: dict[str, str]) -> str:
    """Signs in and makes a token with every scope that the form offers."""
    login = [("identifiant", account["login"]), ("mot_de_passe", account["password"]), ("suite", "/")]
    site.post("/connexion", login)
    scopes = re.findall(r'name="etendues" value="([^"]+)"', site.get("/compte/jetons"))
    if not scopes:
        sys.exit("api_contract: the form offers no scope")
    fields = [("nom", "schemathesis"), ("duree", "30"), ("actuel", account["password"])]
    page = site.post("/compte/jetons", fields + [("etendues", html.unescape(scope)) for scope in scopes])
    found = re.search(r"rac_[0-9a-f]{64}", page)
    if not found:
        sys.exit("api_contract: no token on the page")
    return found.group()


def call(site: Site, token: str, path: str, body: dict | None = None) -> dict:
    """One request of the API, which must succeed."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(site.base + path, json.dumps(body).encode() if body else None, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def numbers(site: Site, sender: str, receiver: str) -> dict[str, str]:
    """Numbers of things that are there: of random ones, almost every request would end in 404."""
    mine = call(site, sender, "/api/v1/dossiers?responsable=structure&taille=100")["elements"]
    campaigns = call(site, sender, "/api/v1/campagnes")["elements"]
    to = call(site, receiver, "/api/v1/moi")["organisation"]["id"]
    for row in mine:
        dossier = call(site, sender, f"/api/v1/dossiers/{row['id']}")
        if "relais" in dossier:
            continue
        proposal = {"dossier": row["id"], "version": dossier["version"], "destinataire": to, "motif": "accompagnement"}
        call(site, sender, "/api/v1/relais", proposal)
        offered = call(site, sender, f"/api/v1/dossiers/{row['id']}")["relais"]["id"]
        other = next(other["id"] for other in mine if other["id"] != row["id"])
        return {"mine": other, "offered": row["id"], "relais": offered, "to": to, "campaign": campaigns[0]["id"]}
    sys.exit("api_contract: the demonstration has no dossier to hand over")


def path_numbers(site: Site, token: str) -> dict[str, str]:
    """A parcours whose step is the reader's own, with people and papers in it."""
    for row in call(site, token, "/api/v1/parcours")["elements"]:
        path = call(site, token, f"/api/v1/parcours/{row['id']}")
        if path["etape"]["a_vous"] and path["documents"] and "dossier" in path:
            party, paper = path["parties"][0]["id"], path["documents"][-1]["id"]
            return {"mine": path["dossier"], "path": path["id"], "party": party, "paper": paper}
    sys.exit("api_contract: the demonstration has no parcours to act in")


# The rules of follow-up refuse what the shape of a request allows (a day that is past, a hand-off already proposed).
CONFIGURATION = """
base-url = "{base}"
headers = {{ Authorization = "Bearer {token}" }}
request-timeout = 10.0

[dictionaries]
dossier = {{ values = ["{mine}"] }}
recipient = {{ values = ["{to}"] }}
relais = {{ values = ["{relais}"] }}

[phases.coverage]
generate-duplicate-query-parameters = true

[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 422]

[[operations]]
include-path-regex = "/api/v1/dossiers/"
parameters = {{ "path.id" = "{mine}" }}

[[operations]]
include-path-regex = "/api/v1/parcours/[^/]+/parties/"
parameters = {{ "path.id" = "{path}", "path.objet" = "{party}" }}

[[operations]]
include-path-regex = "/api/v1/parcours/[^/]+/documents/"
parameters = {{ "path.id" = "{path}", "path.objet" = "{paper}" }}

[[operations]]
include-path-regex = "/api/v1/parcours/"
parameters = {{ "path.id" = "{path}" }}

[[operations]]
include-path-regex = "/api/v1/campagnes/"
parameters = {{ "path.id" = "{campaign}" }}

[[operations]]
include-path-regex = "/api/v1/relais$"
[operations.parameters]
"body.dossier" = {{ dictionary = "dossier", probability = 0.9 }}
"body.destinataire" = {{ dictionary = "recipient", probability = 0.9 }}

[[operations]]
include-path-regex = "/api/v1/relais/"
[operations.parameters]
"path.dossier" = "{offered}"
"body.relais" = {{ dictionary = "relais", probability = 0.5 }}
"""


def attack(config: Path, base: str, seed: int, examples: int, which: list[str]) -> int:
    command = [
        # By its module: a script of an environment knows only the folder in which it was made.
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(config),
        "run", f"{base}/api/v1/openapi.json", *which, "--checks", "all", "--phases", "examples,coverage,fuzzing",
        "--max-examples", str(examples), "--seed", str(seed), "--generation-database", "none", "--continue-on-failure",
    ]  # fmt: skip
    try:
        return subprocess.run(command, cwd=DATA, check=False, timeout=LONGEST).returncode
    except subprocess.TimeoutExpired:
        print(f"api_contract: not done after {LONGEST} s", file=sys.stderr)
        return 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=60)
    arguments = parser.parse_args()
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True)
    port = free_port()
    base = f"http://localhost:{port}"
    command = [str(ROOT / "target/debug/raccroche"), "demo", "--jeunes", "1500", "--seed", "3"]
    command += ["--data", str(DATA / "demo"), "--port", str(port)]
    with (DATA / "journal").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "RUST_LOG": "error"})
    try:
        site = Site(base)
        wait_until_open(site, server)
        accounts = json.loads((DATA / "demo" / "comptes.json").read_text("utf-8"))
        # Whoever hands over, whoever is asked, who alone may answer, and whoever leads a parcours: to each their addresses,
        # and a token of their own, as each token has its rate.
        tokens = {
            role: make_token(Site(base), next(a for a in accounts if a["role"] == role))
            for role in ("responsable_psad", "conseiller_mission_locale", "referent_decrochage")
        }
        sender, receiver, school = tokens.values()
        # One token would not do for all that the first may ask: what stands beside the dossiers is asked with another.
        beside = "/(campagnes|dispositifs|groupes|vacances|bilan)"
        reader = make_token(Site(base), next(a for a in accounts if a["role"] == "responsable_psad"))
        path = path_numbers(site, school)
        found = path | numbers(site, sender, receiver)
        attacks = [
            (sender, found, "exclude", f"/(acceptation|refus)$|/parcours|{beside}"),
            (reader, found, "include", beside),
            (receiver, found, "include", "/(acceptation|refus)$"),
            (school, found | path, "include", "/parcours"),
        ]
        started = time.monotonic()
        status = 0
        for rank, (token, known, which, paths) in enumerate(attacks):
            config = DATA / f"attack-{rank}.toml"
            config.write_text(CONFIGURATION.format(base=base, token=token, **known), "utf-8")
            filters = [f"--{which}-path-regex", paths]
            status |= attack(config, base, arguments.seed, arguments.examples, filters)
        print(f"api_contract: {time.monotonic() - started:.0f} s with seed {arguments.seed}")
        if server.poll() is not None:
            print("api_contract: the service died during the attack", file=sys.stderr)
            return 1
        if "relais" in call(site, receiver, f"/api/v1/dossiers/{found['offered']}"):
            print("api_contract: nothing was accepted nor refused: the attack did not reach it", file=sys.stderr)
            return 1
        return status
    finally:
        server.terminate()
        server.wait(timeout=30)


if __name__ == "__main__":
    sys.exit(main())
