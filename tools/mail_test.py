"""Mail through a real mail server, calendars through a reader that knows nothing of ours.

Makes a small demonstration, serves it with a configuration like anybody's, and does what people do: an invitation, a signed
link, a summary, an appointment with its reminders, a calendar to subscribe to. A mail server (aiosmtpd) takes what leaves,
refuses it, or is away; whatever it does, the page says what happened and nothing is lost. Exits 1 at the first thing wrong."""

from __future__ import annotations

import email.policy
import html
import http.cookiejar
import json
import re
import shutil
import socket
import sqlite3
import subprocess
import time
import unicodedata
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/debug/raccroche"
PLACE = ROOT / "target/mail"
PARIS = ZoneInfo("Europe/Paris")
SUMMARY = "votre résumé du "


def check(holds: object, what: str, seen: object = "") -> None:
    if not holds:
        raise SystemExit(f"mail_test: {what}\n{seen}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Box:
    """What the mail server does with what it is given."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.seen: set[str] = set()
        self.refusing = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusing:
            return f"550 5.1.1 <{address}>: no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.received.append(envelope.original_content)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 taken"

    def wait(self, to: str, about: str = "") -> EmailMessage:
        """The first mail to somebody that nobody has waited for yet, with these words in its subject or its text."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for mail in self.mails():
                if recipient(mail) == to and mail["Message-ID"] not in self.seen and about in subject_and_text(mail):
                    self.seen.add(mail["Message-ID"])
                    return mail
            time.sleep(0.05)
        raise SystemExit(f"mail_test: a mail to {to} was expected: {about}\n{[recipient(m) for m in self.mails()]}")

    def mails(self) -> list[EmailMessage]:
        """Every mail so far, checked as any mail of ours must be."""
        return [read_mail(raw, envelope) for raw, envelope in list(zip(self.received, self.envelopes, strict=False))]


def recipient(mail: EmailMessage) -> str:
    return mail["To"].addresses[0].addr_spec


def subject_and_text(mail: EmailMessage) -> str:
    return f"{mail['Subject']}\n{mail.get_content()}"


def read_mail(raw: bytes, envelope: tuple[str, list[str]]) -> EmailMessage:
    head, _, _ = raw.partition(b"\r\n\r\n")
    check(head.isascii(), "headers are ASCII: what is not is encoded", head)
    check(all(len(line) <= 998 for line in raw.split(b"\r\n")), "no line longer than mail servers take", raw)
    check(b"\n" not in raw.replace(b"\r\n", b""), "every line ends with CRLF", raw)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    check(not mail.defects, "well formed", mail.defects)
    check(
        mail.get_content_type() == "text/plain" and mail.get_content_charset() == "utf-8", "plain text in UTF-8", head
    )
    sender, to = mail["From"].addresses[0], mail["To"].addresses
    check(sender.display_name == "Raccroche à l’essai", "the sender has the name of the service", mail["From"])
    check(
        sender.addr_spec == "suivi@ac-exemple.example" == envelope[0], "and the address of the configuration", envelope
    )
    check([a.addr_spec for a in to] == envelope[1] and len(to) == 1, "one recipient, who sees no other", envelope)
    check(mail["Auto-Submitted"] == "auto-generated", "a program wrote it", head)
    check(mail["Message-ID"] and mail["Date"].datetime, "numbered and dated", head)
    check(abs(mail["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=5), "today", mail["Date"])
    return mail


class Visitor:
    """Somebody in a browser without JavaScript."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(self.origin + path, data=data)
        request.add_header("Origin", self.origin)
        request.add_header("Sec-Fetch-Site", "same-origin")
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def page(self, path: str) -> str:
        status, body = self.ask(path)
        check(status == 200, f"{path} opens", (status, body))
        return body

    def sign_in(self, account: dict[str, str]) -> None:
        form = {"identifiant": account["login"], "mot_de_passe": account["password"], "suite": "/"}
        status, body = self.ask("/connexion", form)
        check(status == 200 and "Se connecter" not in body.split("</title>")[0], "signs in", (account["login"], status))


@contextmanager
def serving(port: int, smtp: int):
    """The program with this configuration, as an administrator would start it."""
    base = PLACE / "application"
    config = PLACE / "raccroche.toml"
    config.write_text(
        f"""base = "sqlite:{base}/raccroche.db"
cles = "{base}/cles"
origine = "http://localhost:{port}"
donnees = "{base}"
port = {port}
second_facteur_obligatoire = false
[marque]
nom = "Raccroche à l’essai"
entite = "Académie d’Exemple"
telephone = "05 56 00 00 00"
[courriel]
smtp = "smtp://127.0.0.1:{smtp}"
expediteur = "suivi@ac-exemple.example"
""",
        "utf-8",
    )
    log = (PLACE / "journal.jsonl").open("ab")
    server = subprocess.Popen([PROGRAM, "serve", "--config", config], stdout=subprocess.DEVNULL, stderr=log)
    try:
        end = time.monotonic() + 20
        while True:
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=2):
                    break
            except OSError:
                check(server.poll() is None and time.monotonic() < end, "the server starts", config)
                time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def rows(query: str, *values) -> list[tuple]:
    """A look at the database, which the program goes on writing."""
    with sqlite3.connect(f"file:{PLACE}/application/raccroche.db?mode=ro", uri=True) as base:
        return base.execute(query, values).fetchall()


def folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).lower()


def check_names_nobody(text: str, what: str) -> None:
    """No name and no number of anybody followed is in a text."""
    words = set(re.findall(r"[a-z]+", folded(text)))
    for surname, usage in rows("SELECT nom_famille, nom_usage FROM jeune"):
        for name in filter(None, (surname, usage)):
            parts = set(re.findall(r"[a-z]+", folded(name)))
            check(not parts <= words, f"{what} names somebody", (name, text))
    digits = re.sub(r"\D", "", text)
    for (number,) in rows("SELECT cle FROM coordonnee WHERE genre = 'telephone'"):
        check(number not in digits, f"{what} holds a phone number", (number, text))


def link_choices(page: str) -> dict[str, str]:
    """The ways to give a link, as the form offers them: label and value."""
    form = page.split('id="lien"')[1].split("</form>")[0]
    found = re.findall(r'name="par" value="([^"]+)"[^>]*>\s*<label[^>]*>([^<]+)', form)
    return {html.unescape(label): value for value, label in found}


def read_calendar(text: str) -> icalendar.Calendar:
    check(text.endswith("END:VCALENDAR\r\n"), "whole", text)
    for line in text.split("\r\n"):
        check(len(line.encode()) <= 75 and "\n" not in line and "\r" not in line, "lines of 75 bytes", line)
    calendar = icalendar.Calendar.from_ical(text)
    check(not calendar.errors and calendar["VERSION"] == "2.0" and calendar["PRODID"], "a calendar", calendar.errors)
    for event in calendar.walk("VEVENT"):
        check(not event.errors, "an appointment without error", event.errors)
        check(all(event[key] for key in ("UID", "DTSTAMP", "DTSTART", "SUMMARY")), "with all that it must hold", event)
    return calendar


def check_summary(reader: Visitor, mail: EmailMessage) -> None:
    text = mail.get_content()
    check(mail["Subject"].startswith(f"Raccroche à l’essai\u00a0: {SUMMARY}"), "its subject", mail["Subject"])
    check(re.search(r"^- \d+ ", text, re.MULTILINE) and f"{reader.origin}/jeunes?" in text, "counts and lists", text)
    check("/dossiers/" not in text, "no dossier in a summary", text)
    for path in re.findall(rf"{reader.origin}(/\S+)", text):
        reader.page(path)


def check_all(box: Box, accounts: dict[str, dict[str, str]], dossier: str, address: str) -> None:
    """What holds of all the mails together: who works here reads no name, and nobody had the same mail twice."""
    staff = {account["login"]: who for who, account in accounts.items()}
    summaries: dict[str, int] = {}
    for mail in box.mails():
        who = staff.get(recipient(mail))
        if who:
            check_names_nobody(subject_and_text(mail), f"a mail to {who}")
            check(who not in ("saio", "dpo", "administration"), "who sees no dossier is told nothing", who)
            summaries[who] = summaries.get(who, 0) + (SUMMARY in mail["Subject"])
    asked = {"psad": 2}
    check(all(count <= asked.get(who, 1) for who, count in summaries.items()), "one summary each", summaries)
    check(summaries["psad"] == 2 and summaries["mission.locale"] == 1, "and no less", summaries)
    # The demonstration may tell of another appointment in the same dossier: each has a text of its own.
    mine = [
        m for m in box.mails() if recipient(m) == accounts["mission.locale"]["login"] and dossier in m.get_content()
    ]
    theirs = [m for m in box.mails() if recipient(m) == address and "rendez-vous" in m["Subject"]]
    for reminders in (mine, theirs):
        texts = [mail.get_content() for mail in reminders]
        check(len(texts) == len(set(texts)) > 0, "one reminder each", texts)


def main() -> None:
    began = time.monotonic()
    shutil.rmtree(PLACE, ignore_errors=True)
    made = subprocess.run(
        [PROGRAM, "demo", "--no-serve", "--jeunes", "2500", "--seed", "7", "--data", PLACE],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    check(made.returncode == 0, "the demonstration is made", made.stderr)
    accounts = {account["login"].split("@")[0]: account for account in json.loads((PLACE / "comptes.json").read_text())}
    box, port, smtp = Box(), free_port(), free_port()
    mail_server = Controller(box, hostname="127.0.0.1", port=smtp)
    mail_server.start()
    origin = f"http://localhost:{port}"
    organisation = rows("SELECT lower(hex(id)) FROM organisation WHERE genre = 'cio'")[0][0]
    invitation = {"courriel": "invitee@ac-exemple.example", "role": "psy_en", "organisation": organisation}
    conseillere, admin, psad = Visitor(origin), Visitor(origin), Visitor(origin)

    with serving(port, smtp):
        for visitor, who in ((conseillere, "mission.locale"), (admin, "administration"), (psad, "psad")):
            visitor.sign_in(accounts[who])

        # The summary of the week, sent by itself: counts and addresses.
        mail = box.wait(accounts["psad"]["login"], SUMMARY)
        check_summary(psad, mail)

        # An invitation: its link opens the page that makes the account.
        status, body = admin.ask("/comptes/invitations", invitation)
        check(status == 200 and "Invitation envoyée." in body, "the page says that the invitation left", (status, body))
        mail = box.wait(invitation["courriel"])
        check(mail["Subject"] == "Votre invitation à Raccroche à l’essai", "its subject", mail["Subject"])
        link = re.search(rf"{origin}(/invitation/[0-9a-f]+)", mail.get_content())
        check(link and "Choisi" in Visitor(origin).page(link[1]), "its link opens", mail.get_content())

        # A signed link to somebody whose address was just noted.
        dossier = re.search(
            r'href="(/dossiers/[0-9a-f-]{36})"', conseillere.page("/jeunes?contact=joint&responsable=structure")
        )
        check(dossier, "somebody who is followed")
        dossier = dossier[1]
        address = "prenom.jeune@courriel.example"
        conseillere.ask(f"{dossier}/coordonnees", {"nature": "courriel", "valeur": address, "de": "jeune"})
        contacts = f"{dossier}?onglet=contacts"
        ways = link_choices(conseillere.page(contacts))
        by_mail = next(value for label, value in ways.items() if address in label)
        status, body = conseillere.ask(f"{dossier}/liens", {"par": by_mail})
        check(status == 200 and "Lien envoyé par courriel." in body, "the page says that the link left", (status, body))
        mail = box.wait(address)
        check(mail["Subject"] == "Comment ça va\u202f?", "an accent and a narrow space in its subject", mail["Subject"])
        text = mail.get_content()
        check("05\u00a056" in text or "05 56 00 00 00" in text, "a phone number to call", text)
        key = re.search(rf"{origin}(/r/[0-9a-z-]+)", text)
        opened = Visitor(origin).page(key[1])
        first_name = re.search(r"Bonjour ([^\s,<]+)", text)[1]
        check(f"Bonjour {first_name}" in opened, "its link opens the page of its recipient", opened)
        check_names_nobody(text.replace(first_name, ""), "the mail to a young person")
        sent = len(rows("SELECT 1 FROM entree WHERE genre = 'lien_envoye'"))

        # A summary at once, for who asks.
        status, body = psad.ask("/compte/courriel/maintenant", {})
        check(status == 200 and "Résumé envoyé à votre adresse." in body, "the page says that the summary left", body)
        check_summary(psad, box.wait(accounts["psad"]["login"], SUMMARY))

        # An appointment with all that a calendar could stumble upon, about two hours from now: at an odd minute, since the
        # demonstration may have given this dossier another one, which is reminded too.
        start = (datetime.now(PARIS) + timedelta(hours=2)).replace(minute=37, second=0, microsecond=0, tzinfo=None)
        hour = f"{start.hour}\u00a0h\u00a037"
        place = "Maison de l’emploi, salle « Été »; 2ᵉ étage\\gauche, demander l’accueil de la mission locale"
        form = {"nature": "suivi", "debut": start.strftime("%Y-%m-%dT%H:%M"), "lieu": place, "invites": "representant"}
        status, body = conseillere.ask(f"{dossier}/entretiens", form)
        check(status == 200 and "Entretien planifié." in body, "the appointment is made", (status, body))
        status, body = conseillere.ask("/compte/agenda", {})
        feed = re.search(rf"{origin}(/agenda/[0-9a-f]{{64}}\.ics)", body)
        check(status == 200 and feed, "an address for one's own calendar", (status, body))
        check(feed[1].rsplit(".")[0] not in conseillere.page("/compte"), "shown once")
        calendar = read_calendar(Visitor(origin).page(feed[1]))
        ours = [event for event in calendar.walk("VEVENT") if str(event["LOCATION"]) == place]
        check(len(ours) == 1, "one appointment, its place as it was typed", calendar.to_ical().decode())
        event = ours[0]
        check(event.start == start.replace(tzinfo=PARIS), "at its hour, whatever the season", (event.start, start))
        check(event.duration == timedelta(hours=1) and event["CLASS"] == "PRIVATE", "an hour long and private", event)
        check(
            str(event["SUMMARY"]).startswith(f"Entretien de suivi\u00a0: {first_name}"),
            "a first name",
            event["SUMMARY"],
        )
        check(str(event["URL"]) == origin + dossier, "the way to the dossier", event["URL"])
        check_names_nobody(f"{event['SUMMARY']} {event['DESCRIPTION']}".replace(first_name, ""), "the calendar")
        number = str(event["UID"]).split("@")[0]
        alone = read_calendar(conseillere.page(f"{dossier}/entretiens/{number}/agenda.ics"))
        check(alone.walk("VEVENT") == ours, "the same when downloaded", alone.to_ical().decode())
        check(Visitor(origin).ask(feed[1].replace("/agenda/", "/agenda/0"))[0] == 404, "another address opens nothing")
        check(conseillere.ask("/compte/agenda/fermer", {})[0] == 200, "it is closed")
        check(Visitor(origin).ask(feed[1])[0] == 404, "closed, it opens nothing")

    # What is due is looked at when the program starts: both are reminded, with no name but the young person's own.
    with serving(port, smtp):
        mine = box.wait(accounts["mission.locale"]["login"], hour)
        check(f"{origin}{dossier}" in mine.get_content(), "the reminder leads to the dossier", mine)
        theirs = box.wait(address, hour)
        check_names_nobody(mine.get_content() + mine["Subject"], "the reminder")
        check(place not in mine.get_content() and first_name not in mine.get_content(), "no place, no name", mine)
        text = theirs.get_content()
        check(f"Bonjour {first_name}," in text and place in text, "a first name and the place", text)
        check_names_nobody(text.replace(first_name, ""), "the reminder to a young person")

        # A mail server that refuses, then one that is away: the page says so, nothing is written that did not happen.
        came = len(box.received)
        for state in ("refusing", "away"):
            box.refusing = True
            if state == "away":
                mail_server.stop()
            links = rows("SELECT count(*) FROM lien")
            status, body = conseillere.ask(f"{dossier}/liens", {"par": by_mail})
            check(status == 422 and "n’est pas parti" in body, f"{state}: the link", (status, body))
            check(rows("SELECT count(*) FROM lien") == links, f"{state}: no link that nobody has")
            check(
                len(rows("SELECT 1 FROM entree WHERE genre = 'lien_envoye'")) == sent,
                f"{state}: nothing in the journal",
            )
            status, body = psad.ask("/compte/courriel/maintenant", {})
            check(status == 422 and "n’est pas parti" in body, f"{state}: the summary", (status, body))
            status, body = admin.ask("/comptes/invitations", invitation | {"courriel": f"{state}@ac-exemple.example"})
            check(status == 422 and "l’invitation est gardée" in body, f"{state}: the invitation", (status, body))
        # Reminders of the demonstration may have been on their way: what these three asked for is what must not have left.
        through = {recipient(mail) for mail in box.mails()[came:]}
        asked = {address, accounts["psad"]["login"], "refusing@ac-exemple.example", "away@ac-exemple.example"}
        check(not through & asked, "nothing came through", through)

        # Back: what was kept is sent again.
        box.refusing = False
        mail_server = Controller(box, hostname="127.0.0.1", port=smtp)
        mail_server.start()
        kept = re.findall(r'href="(/comptes/invitations/[0-9a-f]+)"[^>]*>away@', admin.page("/comptes"))
        check(len(kept) == 1, "the invitation was kept", kept)
        status, body = admin.ask(f"{kept[0]}/renvoyer", {})
        check(status == 200 and "Invitation envoyée." in body, "sent again", (status, body))
        box.wait("away@ac-exemple.example", "/invitation/")

    mail_server.stop()
    check_all(box, accounts, f"{origin}{dossier}", address)
    journal = (PLACE / "journal.jsonl").read_text("utf-8")
    check("a mail did not leave" in journal, "the log says that mail did not leave")
    for secret in (address, first_name, "ac-exemple.example>", place, key[1].rsplit("/")[-1], feed[1]):
        check(secret not in journal, "the log names nobody", secret)
    print(f"mail_test: all mails and calendars are as they must be, in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
