// The mails that leave the demonstration: a folder, one file each.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";

const dossier = pathToFileURL(`${process.env.E2E_DATA}/application/courriels/`);

/** Texts read so far, by address, the latest last: a file is read once. */
const parAdresse = new Map();
const lus = new Set();

function relever() {
  const quand = (nom) => statSync(new URL(nom, dossier)).mtimeMs;
  const nouveaux = readdirSync(dossier).filter((nom) => nom.endsWith(".eml") && !lus.has(nom));
  for (const nom of nouveaux.sort((a, b) => quand(a) - quand(b))) {
    lus.add(nom);
    const texte = readFileSync(new URL(nom, dossier), "latin1");
    const [entetes, ...corps] = texte.split(/\r?\n\r?\n/);
    const a = entetes.match(/^To: .*?([^\s<]+@[^\s>]+)/m)?.[1];
    if (!parAdresse.has(a)) parAdresse.set(a, []);
    parAdresse.get(a).push(enClair(corps.join("\n\n"), entetes));
  }
}

/** What people read, from quoted-printable or base64. */
function enClair(corps, entetes) {
  if (/^Content-Transfer-Encoding: base64/im.test(entetes)) return Buffer.from(corps, "base64").toString("utf8");
  const octets = corps.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(octets, "latin1").toString("utf8");
}

/** The mail that came to that address since the last time one was taken for it. */
export function prendre(adresse) {
  relever();
  const recus = parAdresse.get(adresse) ?? [];
  if (recus.length === 0) throw new Error(`no new mail to ${adresse}`);
  const dernier = recus.at(-1);
  recus.length = 0;
  return dernier;
}

/** The address of the link in a mail, without the machine's name. */
export function lienDans(texte) {
  const lien = texte.match(/https?:\/\/[^/\s]+(\/[^\s]+)/);
  if (!lien) throw new Error(`no link in: ${texte}`);
  return lien[1];
}

/** The code of six digits in a mail. */
export function codeDans(texte) {
  const code = texte.match(/\b\d{3}\s?\d{3}\b/);
  if (!code) throw new Error(`no code in: ${texte}`);
  return code[0].replace(/\s/g, "");
}
