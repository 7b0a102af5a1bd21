// A parcours as people meet it: its page, on which each thing that the step needs is given by a form of its own.
import { expect } from "@playwright/test";
import { compte, entrer, sansErreur, tient } from "./outils.js";

/** Somebody of each role, signed in once for a whole file: the limit on sign-ins holds for journeys too. */
export class Equipe {
  #browser;
  #options;
  #attendus;
  #pages = new Map();

  /** `options`: of their browsers; `attendus`: statuses that the journey provokes. */
  constructor(browser, options = {}, attendus = [422]) {
    this.#browser = browser;
    this.#options = options;
    this.#attendus = attendus;
  }

  async page(role) {
    if (!this.#pages.has(role)) {
      const contexte = await this.#browser.newContext(this.#options);
      const page = await contexte.newPage();
      sansErreur(page, this.#attendus);
      await entrer(page, role);
      this.#pages.set(role, page);
    }
    return this.#pages.get(role);
  }

  async partir() {
    for (const page of this.#pages.values()) await page.context().close();
  }
}

/** Presses a button that sends a form, and waits for the page that answers. */
export async function envoyer(page, bouton) {
  await Promise.all([page.waitForEvent("load"), bouton.click()]);
}

/**
 * Opens a parcours in the first dossier that has none under way and that all of these see too; gives its address.
 * `convient` may refuse a dossier by what its page says.
 */
export async function ouvrirParcours(equipe, role, dispositif, temoins = [], convient = async () => true) {
  const page = await equipe.page(role);
  await page.goto("/jeunes");
  const adresses = await page.locator("tbody tr th a").evaluateAll((liens) => liens.map((lien) => lien.pathname));
  for (const adresse of adresses) {
    await page.goto(`${adresse}?onglet=parcours`);
    if (!(await page.getByText("Aucun parcours ouvert dans un dispositif.").count())) continue;
    if (!(await convient(page))) continue;
    let vu = true;
    for (const temoin of temoins) {
      const reponse = await (await equipe.page(temoin)).request.get(adresse);
      vu &&= reponse.ok();
    }
    if (vu) return ouvrirDans(page, adresse, dispositif);
  }
  throw new Error(`no dossier in which ${role} may open ${dispositif}`);
}

/** Opens a parcours in this dossier; gives its address, or nothing when one of this dispositif is under way there. */
export async function ouvrirDans(page, dossier, dispositif) {
  const onglet = `${dossier}?onglet=parcours`;
  if (!page.url().endsWith(onglet)) await page.goto(onglet);
  const form = page.locator("form:has(select[name=dispositif])");
  if ((await form.locator(`option[value="${dispositif}"]`).count()) === 0) return null;
  await page.locator("details", { has: form }).locator("summary").click();
  await form.locator("select[name=dispositif]").selectOption(dispositif);
  await envoyer(page, form.getByRole("button"));
  // Whoever does not meet a condition of entry enters with a reason.
  const motif = form.locator("[name=motif]");
  if (await motif.count()) {
    await motif.fill("Dérogation accordée pour ce parcours");
    await envoyer(page, form.getByRole("button"));
  }
  await expect(page).toHaveURL(/\/parcours\//);
  return new URL(page.url()).pathname;
}

/** Parcours whose page was held to what must be true of all. */
const tenus = new Set();

/** The page of one parcours, as one person sees it. */
export class Parcours {
  constructor(page, adresse) {
    this.page = page;
    this.adresse = adresse;
    this.etape = page.locator("section", { has: page.locator("h2#maintenant") });
  }

  static async de(equipe, role, adresse) {
    const parcours = new Parcours(await equipe.page(role), adresse);
    await parcours.page.goto(adresse);
    return parcours;
  }

  /** Fills the form of one need, and sends it. */
  async donner(identifiant, valeur) {
    const form = this.page.locator(`form#${identifiant}`);
    const tiroir = this.page.locator("details", { has: form });
    if (!(await tiroir.getAttribute("open"))) {
      if (!(await tiroir.evaluate((element) => element.open))) await tiroir.locator("summary").first().click();
    }
    const genre = identifiant.split("-")[0];
    if (genre === "date") await form.locator("input[name=le]").fill(valeur);
    if (genre === "decision") await form.locator(`input[value=${valeur ?? "oui"}]`).check({ force: true });
    if (genre === "saisie") await remplir(form, valeur);
    await envoyer(this.page, form.getByRole("button"));
  }

  /** What the step still needs. */
  get manques() {
    return this.etape.locator("ul.rc-besoins > li", { hasText: "à faire" });
  }

  /** Meets every need of the step that this person may meet; `valeurs` by code of what is asked for. */
  async satisfaire(valeurs = {}) {
    const manquants = this.manques.locator("form");
    for (let reste = await manquants.count(); reste > 0; ) {
      const identifiant = await manquants.first().getAttribute("id");
      await this.donner(identifiant, valeurs[identifiant.replace(/^[a-z]+-/, "")] ?? parDefaut(identifiant));
      const apres = await manquants.count();
      expect(apres, `${identifiant} is still missing: ${await this.etape.innerText()}`).toBeLessThan(reste);
      reste = apres;
    }
  }

  /** Goes on to the step of this title. */
  async passer(titre) {
    // Once for each parcours: its steps are one kind of page.
    if (!tenus.has(this.adresse)) await tient(this.page);
    tenus.add(this.adresse);
    await envoyer(this.page, this.etape.getByRole("button", { name: "Passer à" }).filter({ hasText: titre }));
    await expect(this.etape.locator("h2")).toContainText(titre);
  }

  async associer(acteur, nom, organisation) {
    const form = this.page.locator("form#associer");
    await this.page.locator("details", { has: form }).locator("summary").click();
    await form.locator("select[name=acteur]").selectOption(acteur);
    await form.locator("input[name=nom]").fill(nom);
    if (organisation) await form.locator("select[name=organisation]").selectOption({ label: organisation });
    await envoyer(this.page, form.getByRole("button", { name: "Associer au parcours" }));
    await expect(this.page.locator("section[aria-labelledby=participants]")).toContainText(nom);
  }

  /** Notes that all those without an account who are awaited signed on paper, each in turn. */
  async signaturesSurPapier() {
    const suivante = this.page.locator("form[id^=papier-]").first();
    while (await suivante.count()) {
      await this.page.locator("details", { has: suivante }).last().locator("summary").click();
      await suivante.locator("input[value=papier]").check({ force: true });
      await envoyer(this.page, suivante.getByRole("button", { name: "Enregistrer la réponse" }));
    }
  }

  /** Signs for oneself. */
  async signer() {
    const form = this.page.locator("form[id^=signer-]").first();
    await this.page.locator("details", { has: form }).locator("summary").click();
    await envoyer(this.page, form.getByRole("button", { name: "Je signe" }));
  }
}

/** Today and days from it, as fields take them. */
export function dans(jours) {
  const jour = new Date(Date.now() + jours * 86_400_000);
  return jour.toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" });
}

function parDefaut(identifiant) {
  return identifiant.startsWith("date-") ? dans(0) : undefined;
}

/** Whatever the fiche asks for: a choice, a week, a number, a few words. */
async function remplir(form, valeur) {
  const choix = form.locator("input[name=valeur][type=radio], input[name=valeur][type=checkbox]");
  if (await choix.count()) {
    const celui = valeur ? form.locator(`input[name=valeur][value="${valeur}"]`) : choix.first();
    return celui.check({ force: true });
  }
  const semaine = form.locator("input[name=lundi_matin_activite]");
  if (await semaine.count()) {
    await semaine.fill("Stage");
    return form.locator("input[name=lundi_matin_lieu]").fill("Garage du Centre");
  }
  const liste = form.locator("select[name=valeur]");
  if (await liste.count()) return liste.selectOption(valeur ?? { index: 1 });
  const nombre = form.locator("input[type=number][name=valeur]");
  if (await nombre.count()) return nombre.fill(String(valeur ?? 10));
  return form.locator("[name=valeur]").fill(valeur ?? "À préciser avec le jeune");
}

/** The organisation in which somebody of the demonstration acts. */
export const organisationDe = (role) => compte(role).organisation;
