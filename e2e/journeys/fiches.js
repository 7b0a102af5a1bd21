// A fiche run to its end as the platform publishes it: what the API says of its steps, done on the pages by those whom each
// step names. Nothing here knows a dispositif: a new file of `dispositifs/` has its journey from its first day.
import { expect } from "@playwright/test";
import { compte } from "./outils.js";
import { dans, envoyer, ouvrirDans } from "./parcours.js";

/** Roles that open parcours and say who takes part, in the order in which they are looked for. */
const CONDUISENT = [
  "referent_decrochage",
  "chef_etablissement",
  "responsable_psad",
  "psy_en",
  "coordonnateur_mlds",
  "conseiller_mission_locale",
];
/** Whose account somebody acts from, where the fiche names them otherwise. */
const COMPTE_DE = { dasen: "ien_io", etablissement_accueil: "chef_etablissement" };
/** Days that hold together: a stage within the parcours, a return after it. */
const JOURS = Object.fromEntries(
  Object.entries({
    resultats: -20,
    demande: -3,
    premier_contact: -2,
    debut: 1,
    debut_stage: 5,
    effet: 10,
    fin_stage: 15,
    fin: 60,
    retour: 61,
  }).map(([nom, jours]) => [`date-${nom}`, dans(jours)]),
);

/** The account from which an actor of a fiche acts; nothing for those without one. */
function compteDe(acteur) {
  const role = COMPTE_DE[acteur] ?? acteur;
  try {
    return compte(role).role;
  } catch {
    return null;
  }
}

/** The catalogue, read by a program with a token made for it: by code. */
export async function catalogue(equipe, playwright, baseURL) {
  const page = await equipe.page("responsable_psad");
  await page.goto("/compte/jetons");
  const form = page.locator("form#jeton");
  await page.locator("details", { has: form }).locator("summary").click();
  await form.getByLabel(/Nom du jeton/).fill("Lecture du catalogue");
  await form.locator("input[name=etendues]").first().check({ force: true });
  await form.getByLabel(/Votre mot de passe/).fill(compte("responsable_psad").password);
  await form.getByRole("button", { name: "Créer le jeton" }).click();
  const secret = (await page.locator(".rc-secret code").innerText()).trim();
  const programme = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { authorization: `Bearer ${secret}` } });
  const { elements } = await (await programme.get("/api/v1/dispositifs")).json();
  await programme.dispose();
  return new Map(elements.map((fiche) => [fiche.code, fiche]));
}

/** Dossiers of the end of a school's list and of a PSAD's, with the roles that hold each: the most widely held first. */
export async function dossiers(equipe) {
  const adresses = new Set();
  for (const role of ["referent_decrochage", "responsable_psad", "conseiller_mission_locale"]) {
    const page = await equipe.page(role);
    await page.goto("/jeunes");
    const liens = await page.locator("tbody tr th a").evaluateAll((tous) => tous.map((lien) => lien.pathname));
    for (const adresse of liens.slice(-5)) adresses.add(adresse);
  }
  const connus = [];
  for (const adresse of adresses) {
    const vus = await Promise.all(
      [...CONDUISENT, "ien_io", "responsable_foquale"].map(async (role) => {
        const reponse = await (await equipe.page(role)).request.get(adresse);
        return reponse.ok() ? role : null;
      }),
    );
    connus.push({ adresse, vus: new Set(vus.filter(Boolean)) });
  }
  return connus.sort((a, b) => b.vus.size - a.vus.size);
}

/** The steps that go on, from one: those that stop a parcours before its end are left aside. */
function suites(fiche, etape) {
  const connues = etape.suivantes.map((code) => fiche.etapes.find((autre) => autre.code === code));
  return connues.filter((suite) => !suite.fin || suite.fin === "acheve");
}

/** Codes of the steps that can still be reached from one and are not the end. */
function accessibles(fiche, depuis) {
  const vues = new Set();
  const file = [depuis];
  for (let etape = file.pop(); etape; etape = file.pop()) {
    if (etape.fin || vues.has(etape.code)) continue;
    vues.add(etape.code);
    file.push(...suites(fiche, etape));
  }
  return vues;
}

/** The next step of a walk that sees all that one walk can see, then ends; nothing at the end. */
export function suivante(fiche, etape, vues) {
  if (etape.fin) return null;
  const choix = suites(fiche, etape);
  const restent = (suite) => [...accessibles(fiche, suite)].filter((code) => !vues.has(code)).length;
  const neuves = choix.filter((suite) => !suite.fin && !vues.has(suite.code));
  if (neuves.length > 0) return neuves.reduce((mieux, suite) => (restent(suite) > restent(mieux) ? suite : mieux));
  const but = choix.some((suite) => restent(suite) > 0) ? (autre) => !autre.fin && !vues.has(autre.code) : (autre) => autre.fin;
  // The shortest way to one of them.
  const file = choix.map((suite) => [suite, suite]);
  const passees = new Set();
  for (let [premiere, ici] = file.shift() ?? []; ici; [premiere, ici] = file.shift() ?? []) {
    if (but(ici)) return premiere;
    if (passees.has(ici.code)) continue;
    passees.add(ici.code);
    file.push(...suites(fiche, ici).map((suite) => [premiere, suite]));
  }
  throw new Error(`${fiche.code}: no way from ${etape.code} to its end`);
}

/** In the page: what it asks for and offers, read at once. */
function lirePage() {
  const formulaires = (element) => [...element.querySelectorAll("form[id]")].map((form) => form.id);
  const lignes = (selecteur) =>
    [...document.querySelectorAll(selecteur)].map((li) => ({
      phrase: li.querySelector("p").innerText.replace(/\s+/g, " "),
      formulaires: formulaires(li),
    }));
  return {
    etape: document.querySelector("h2#maintenant")?.textContent ?? "",
    manques: lignes("section[aria-labelledby=maintenant] ul.rc-besoins > li").filter(({ phrase }) => phrase.includes("à faire")),
    signatures: lignes(".rc-signatures > li"),
    remise: document.querySelector("form[id^=remettre-]")?.id,
    charte: [...document.querySelectorAll("button")].some((bouton) => bouton.textContent.startsWith("Je m’engage")),
    acteurs: [...document.querySelectorAll("form#associer [name=acteur] option")].map((o) => [o.value, o.textContent.trim()]),
  };
}

/** In the page: opens the drawer of a form, answers what it asks as its fields do, and sends it. */
function remplirEtEnvoyer(form, donnees) {
  form.closest("details")?.setAttribute("open", "");
  const repondus = new Set();
  for (const champ of form.elements) {
    if (!champ.name || champ.type === "hidden") continue;
    const voulu = donnees[champ.name];
    if (champ.type === "radio" || champ.type === "checkbox") {
      champ.checked = voulu ? champ.value === voulu : !repondus.has(champ.name);
    } else if (champ.tagName === "SELECT") {
      const libelle = [...champ.options].find((option) => option.textContent.trim() === voulu);
      champ.value = libelle?.value ?? voulu ?? (/^organisation$|^periode_/.test(champ.name) ? "" : champ.options[1]?.value);
    } else if (voulu !== undefined) {
      champ.value = voulu;
    } else if (/^(mardi|mercredi|jeudi|vendredi|samedi|periode)_|_apres_midi_/.test(champ.name)) {
      continue;
    } else if (!champ.value) {
      champ.value = { number: "10", date: donnees.jour }[champ.type] ?? "À préciser";
    }
    repondus.add(champ.name);
  }
  form.querySelector("button").click();
}

/** One parcours, from its first step to its end. */
export class Deroulement {
  /** How many times each role went on, so that each has its turn. */
  #tours = new Map();
  /** How many links were given. */
  #liens = 0;
  /** How many things were written, and what had been when each role's page was opened. */
  #ecrits = 0;
  #vu = new Map();
  /** What was answered to which question. */
  #reponses = new Map();
  /** Roles known to see the parcours. */
  #voient = new Set();

  constructor(equipe, fiche, telephone) {
    Object.assign(this, { equipe, fiche, telephone });
  }

  /** Runs it, in the first of these dossiers that it may be opened in, to its end or up to a step; gives the steps it went through. */
  async mener(dossiers, jusqua) {
    const premiere = this.fiche.etapes[0];
    for (const { adresse, vus } of dossiers) {
      this.conduit = this.#aTour(premiere).find((role) => CONDUISENT.includes(role) && vus.has(role));
      if (!this.conduit) continue;
      this.adresse = await ouvrirDans(await this.equipe.page(this.conduit), adresse, this.fiche.code);
      if (this.adresse) break;
    }
    expect(this.adresse, `${this.fiche.code}: nobody of its first step opens it`).toBeTruthy();
    const vues = [];
    for (let ici = premiere; ici; ) {
      await this.#inviter(ici);
      if (ici.code === jusqua) break;
      const derniere = vues.findLast((code) => code !== ici.code);
      vues.push(ici.code);
      await this.#faire(ici);
      await this.#verifier(ici, derniere);
      const suite = suivante(this.fiche, ici, new Set(vues));
      await this.#aller(ici, suite);
      ici = suite;
    }
    return vues;
  }

  /** The accounts of those whom a step names, who had the fewest turns first. */
  #aTour(etape) {
    const tours = (role) => this.#tours.get(role) ?? 0;
    return [...new Set(etape.acteurs.map(compteDe).filter(Boolean))].sort((a, b) => tours(a) - tours(b));
  }

  /** The page of the parcours for somebody of that role, as it is now. */
  async #page(role) {
    const page = await this.equipe.page(role);
    if (this.#vu.get(role) !== this.#ecrits || new URL(page.url()).pathname !== this.adresse) {
      await page.goto(this.adresse);
      this.#vu.set(role, this.#ecrits);
    }
    return page;
  }

  /** What that page says, once the charter is signed that may keep it closed. */
  async #lue(role) {
    let dite = await (await this.#page(role)).evaluate(lirePage);
    if (dite.charte) {
      const page = await this.#page(role);
      await envoyer(page, page.getByRole("button", { name: /^Je m’engage/ }).first());
      this.#ecrits += 1;
      dite = await (await this.#page(role)).evaluate(lirePage);
    }
    return dite;
  }

  /** The source of that page; nothing for whoever may not open it. */
  async #source(role) {
    const reponse = await (await this.equipe.page(role)).request.get(this.adresse);
    return reponse.ok() ? reponse.text() : "";
  }

  async #voit(role) {
    if (!this.#voient.has(role) && (await this.#source(role))) this.#voient.add(role);
    return this.#voient.has(role);
  }

  /** Answers a form of that page, and sends it. */
  async #donner(role, formulaire, donnees = {}) {
    const page = await this.#page(role);
    const form = page.locator(`form[id="${formulaire}"]`).first();
    await Promise.all([page.waitForEvent("load"), form.evaluate(remplirEtEnvoyer, donnees)]);
    this.#ecrits += 1;
    this.#vu.set(role, this.#ecrits);
    const besoins = this.fiche.etapes.flatMap((etape) => etape.besoins);
    const besoin = besoins.find(({ code }) => code && formulaire === `saisie-${code}`);
    if (besoin) this.#reponses.set(besoin.code, donnees.valeur ?? besoin.valeurs?.[0]);
    const refus = await page.locator("main .fr-alert--error, main .fr-error-text").allInnerTexts();
    expect(refus, `${this.fiche.code}: ${formulaire} of ${role} is refused`).toEqual([]);
  }

  #associer(acteur) {
    const role = compteDe(acteur);
    const { nom, organisation } = role ? compte(role) : { nom: `Camille ${acteur.replaceAll("_", " ")}` };
    return this.#donner(this.conduit, "associer", { acteur, nom, organisation });
  }

  /** Those whom the step names and who do not see the parcours take part in it. */
  async #inviter(etape) {
    for (const acteur of etape.acteurs) {
      const role = compteDe(acteur);
      if (role && !(await this.#voit(role))) await this.#associer(acteur);
    }
  }

  /** Meets all that the step needs, each thing by somebody to whom it falls. */
  async #faire(etape) {
    const siens = this.#aTour(etape);
    for (let restent = Infinity; ; ) {
      for (const role of new Set([...siens, ...CONDUISENT, "ien_io"])) {
        if (!(await this.#voit(role))) continue;
        await this.#satisfaire(role);
        if ((await this.#lue(role)).manques.length === 0) return;
      }
      const { manques } = await this.#lue(siens[0]);
      const dits = `${this.fiche.code}, ${etape.code}: nobody can meet ${manques.map(({ phrase }) => phrase).join(" ; ")}`;
      expect(manques.length, dits).toBeLessThan(restent);
      restent = manques.length;
    }
  }

  async #satisfaire(role) {
    for (let dite = await this.#lue(role); dite.manques.length > 0; dite = await this.#lue(role)) {
      const { manques, remise } = dite;
      if (remise && manques.some(({ formulaires }) => formulaires.includes("saisie-remise"))) {
        await this.#remettre(role, remise);
        continue;
      }
      const formulaire = manques.flatMap(({ formulaires }) => formulaires)[0];
      if (formulaire) await this.#donner(role, formulaire, { le: JOURS[formulaire] });
      else if (manques.some(({ phrase }) => phrase.startsWith("Signatures"))) return this.#signatures();
      else if (manques.some(({ phrase }) => phrase.includes("aucun groupe"))) await this.#ouvrirUnGroupe();
      else if (manques.some(({ phrase }) => phrase.startsWith("Engagement"))) return this.#engagements();
      else return;
    }
  }

  /** The MLDS opens a group of the dispositif: eight half-days of three hours. */
  async #ouvrirUnGroupe() {
    const page = await this.equipe.page("coordonnateur_mlds");
    await page.goto("/groupes/nouveau");
    const semaine = ["lundi", "mardi", "jeudi", "vendredi"].flatMap((jour) => [
      [`${jour}_matin`, "09:00", "12:00"],
      [`${jour}_apres_midi`, "13:00", "16:00"],
    ]);
    const donnees = Object.fromEntries(
      semaine.flatMap(([demi, de, a]) => [[`${demi}_activite`, "Ateliers"], [`${demi}_de`, de], [`${demi}_a`, a]]),
    );
    Object.assign(donnees, { dispositif: this.fiche.code, nom: "Groupe du parcours", lieu: "Salle 12", places: "8" });
    Object.assign(donnees, { du: dans(-1), au: dans(120), etablissement: "" });
    await Promise.all([page.waitForEvent("load"), page.locator("form#groupe").evaluate(remplirEtEnvoyer, donnees)]);
    await expect(page.locator("h1")).toHaveText("Groupe du parcours");
    this.#ecrits += 1;
  }

  /** All those of the fiche who have an account are members, and each commits to the charter. */
  async #engagements() {
    const acteurs = new Set(this.fiche.etapes.flatMap((etape) => etape.acteurs).filter(compteDe));
    for (const acteur of acteurs) await this.#associer(acteur);
    for (const acteur of acteurs) await this.#lue(compteDe(acteur));
  }

  /** Everybody whom a document awaits signs it: from their account, or by a link with its code. */
  async #signatures() {
    for (;;) {
      const { signatures, acteurs } = await this.#lue(this.conduit);
      const manquante = signatures.find(({ phrase }) => phrase.includes("personne désignée manquante"));
      const lien = signatures.flatMap(({ formulaires }) => formulaires).find((id) => id.startsWith("lien-"));
      if (manquante) {
        const [acteur] = acteurs.find(([code, mots]) => code && manquante.phrase.includes(`, ${mots} `)) ?? [];
        expect(acteur, manquante.phrase).toBeTruthy();
        await this.#associer(acteur);
      } else if (lien) {
        const adresse = this.#courriel("famille.example");
        await this.#donner(this.conduit, lien, { adresse });
        await this.telephone.ouvrir(adresse);
        await this.telephone.signer();
        this.#ecrits += 1;
      } else if (signatures.some(({ phrase }) => phrase.endsWith("attendue"))) {
        await this.#signerDeSonCompte();
      } else {
        return;
      }
    }
  }

  #courriel(domaine) {
    this.#liens += 1;
    return `${this.fiche.code}.${this.#liens}@${domaine}`;
  }

  async #signerDeSonCompte() {
    for (const role of [...CONDUISENT, "ien_io", "responsable_foquale"]) {
      const [, formulaire] = (await this.#source(role)).match(/id="(signer-[^"]+)"/) ?? [];
      if (formulaire) return this.#donner(role, formulaire);
    }
    throw new Error(`${this.fiche.code}: nobody signs at ${this.adresse}`);
  }

  /** What all have signed is received outside, by a link with its code. */
  async #remettre(role, formulaire) {
    const adresse = this.#courriel("acheteur.example");
    await this.#donner(role, formulaire, { adresse });
    await this.telephone.ouvrir(adresse);
    await this.telephone.lire();
    await this.telephone.accuserReception();
    this.#ecrits += 1;
  }

  /** What must be answered otherwise for a step to follow. */
  #fermees(etape, vers) {
    const passages = (etape.seulement ?? []).filter((passage) => passage.vers === vers);
    return passages.filter(({ si, parmi }) => !parmi.includes(this.#reponses.get(si)));
  }

  /** The ways that the fiche gives a step, after what was answered; a refusal is explained once somebody refused. */
  #ouvertes(etape) {
    const decide = etape.besoins.some(({ genre }) => genre === "decision");
    const refus = (code) => decide && this.fiche.etapes.find((autre) => autre.code === code).fin === "refuse";
    return etape.suivantes.filter((code) => !refus(code) && this.#fermees(etape, code).length === 0).sort();
  }

  /** All those whom the step names are offered the ways that the fiche gives it, and the way back; nobody else is. */
  async #verifier(etape, derniere) {
    const boutons = /name="vers" value="([^"]+)"[^]*?<button[^>]*>\s*(Passer|Revenir)/g;
    const offertes = (html, verbe) => [...html.matchAll(boutons)].filter((bouton) => bouton[2] === verbe).map(([, code]) => code);
    const siens = this.#aTour(etape);
    for (const role of siens) {
      const html = await this.#source(role);
      const nom = `${this.fiche.code}, ${etape.code}: what ${role} is offered`;
      expect(offertes(html, "Passer").sort(), nom).toEqual(this.#ouvertes(etape));
      expect(offertes(html, "Revenir"), nom).toEqual([derniere].filter((code) => code && !this.#ouvertes(etape).includes(code)));
      expect(/type="hidden" name="issue"/.test(html), `${this.fiche.code}, ${etape.code}: the end for ${role}`).toBe(Boolean(etape.fin));
    }
    const autre = [...CONDUISENT, "ien_io"].find((role) => !siens.includes(role));
    if (autre) expect((await this.#source(autre)).match(boutons) ?? [], `${etape.code} is not ${autre}'s`).toEqual([]);
  }

  /** Goes on, or ends: by whoever of the step had the fewest turns. */
  async #aller(etape, suite) {
    const [role] = this.#aTour(etape);
    this.#tours.set(role, (this.#tours.get(role) ?? 0) + 1);
    for (const { si, parmi } of suite ? this.#fermees(etape, suite.code) : []) {
      await this.#donner(role, `saisie-${si}`, { valeur: parmi[0] });
    }
    const page = await this.#page(role);
    const action = suite ? `form:has(input[name=vers][value="${suite.code}"])` : "form:has(input[type=hidden][name=issue])";
    await envoyer(page, page.locator(`section[aria-labelledby=maintenant] ${action}`).getByRole("button"));
    this.#ecrits += 1;
    this.#vu.set(role, this.#ecrits);
    if (suite) return expect(page.locator("h2#maintenant")).toHaveText(suite.titre);
    await expect(page.getByText(/Parcours mené à son terme/)).toBeVisible();
    await expect(page.locator("h2#maintenant")).toHaveCount(0);
  }
}
