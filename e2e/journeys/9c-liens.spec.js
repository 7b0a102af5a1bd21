// Those who have no account, and those who take part for a time: a family, a tutor, a buyer behind a link with its code; two
// people on one page; somebody who takes part no more.
import { expect } from "@playwright/test";
import { codeDans, prendre } from "./courriers.js";
import { catalogue, Deroulement, dossiers } from "./fiches.js";
import { Telephone } from "./liens.js";
import { compte, sansImages as test, tient } from "./outils.js";
import { dans, envoyer, Equipe, ouvrirDans, Parcours } from "./parcours.js";

const [referent, chef, partenaire] = [
  "referent_decrochage",
  "chef_etablissement",
  "conseiller_mission_locale",
];

let equipe;
let fiches;
let tous;
let ecole;
let telephone;

test.beforeAll(async ({ baseURL, browser, playwright }) => {
  equipe = new Equipe(browser, {}, [404, 409, 422]);
  fiches = await catalogue(equipe, playwright, baseURL);
  tous = await dossiers(equipe);
  ecole = tous.filter(({ vus }) => vus.has(referent) && vus.has(chef));
  telephone = await Telephone.de(browser);
});
test.afterAll(async () => {
  await telephone?.ranger();
  await equipe.partir();
});

/** A parcours that stands at a step of its fiche, whatever came before. */
async function arriveA(code, etape) {
  const deroulement = new Deroulement(equipe, fiches.get(code), telephone);
  await deroulement.mener([...ecole, ...tous], etape);
  return deroulement;
}

/** Has a link to sign sent to the one whose turn it is. */
async function envoyerLeLien(parcours, adresse) {
  const form = parcours.page.locator("form[id^=lien-]").first();
  await parcours.page.locator("details:has(form[id^=lien-])").first().locator("summary").click();
  await form.locator("input[name=adresse]").fill(adresse);
  await envoyer(parcours.page, form.getByRole("button", { name: "Envoyer le lien" }));
}

/** On a telephone, and on a screen as wide as a school's. */
async function tientPartout(page) {
  await page.setViewportSize({ width: 1280, height: 720 });
  await tient(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await tient(page);
}

test("a family signs by a link: a wrong code, a refusal with its reason, a change of mind, a signature taken back and given", async () => {
  test.setTimeout(180_000);
  const tdo = await arriveA("tdo", "convention");
  const conduite = await Parcours.de(equipe, referent, tdo.adresse);
  const identite = await nomDuJeune(conduite);
  await conduite.donner("document-convention_stage");
  await conduite.associer("jeune", "Camille Essai");
  await conduite.associer("representant_legal", "Dominique Essai");
  await conduite.associer("partenaire", "Garage du Centre");
  await conduite.associer("chef_etablissement", compte(chef).nom, compte(chef).organisation);

  const page = telephone.page;
  const courriel = "camille@famille.example";
  await envoyerLeLien(conduite, courriel);
  await telephone.arriver(courriel);
  await expect(page.locator("h1")).toHaveText("Signer un document");
  const avant = await page.locator("main").innerText();
  for (const mot of [...identite, "Essai", "stage"]) expect(avant, "nothing of anybody before the code").not.toContain(mot);
  await tientPartout(page);
  await telephone.recevoirUnCode();
  await tientPartout(page);
  const code = codeDans(prendre(courriel));
  await telephone.donnerLeCode(code === "000000" ? "111111" : "000000");
  await expect(page.locator(".fr-error-text, .erreur, [role=alert]").first()).toContainText(/essais/);
  await expect(page.getByLabel("Votre code"), "a wrong code is typed anew").toHaveValue("");
  await tientPartout(page);
  await telephone.donnerLeCode(code);
  await expect(page.locator("h1")).toHaveText("Convention de stage");
  await tientPartout(page);
  await telephone.lire();

  const refuser = page.locator("form#refuser");
  await page.locator("details", { has: refuser }).locator("summary").click();
  await refuser.getByRole("button").click();
  await expect(page.locator("main")).toContainText("Choisissez une réponse");
  await tientPartout(page);
  await expect(refuser, "in their own words").toContainText("Je ne suis pas d’accord avec le parcours");
  await refuser.locator("input[value=dates]").check({ force: true });
  await refuser.getByRole("button").click();
  await expect(page.locator(".etat")).toContainText("les dates ne conviennent pas");
  await tientPartout(page);
  await conduite.page.goto(tdo.adresse);
  await expect(conduite.page.locator(".rc-signatures")).toContainText("refus : les dates ne conviennent pas");
  await tient(conduite.page);

  await telephone.signer();
  await tientPartout(page);
  await page.locator("details", { has: page.locator("form#retirer") }).locator("summary").click();
  await page.getByRole("button", { name: "Oui, je retire ma signature" }).click();
  await expect(page.getByRole("button", { name: "Je signe", exact: true })).toBeVisible();
  await telephone.signer();
  await conduite.page.goto(tdo.adresse);
  await conduite.signaturesSurPapier();

  // The head may refuse too, from their own page; then signs, and all is sealed.
  const direction = await Parcours.de(equipe, chef, tdo.adresse);
  const refus = direction.page.locator("form[id^=refus-]");
  await direction.page.locator("details", { has: refus }).locator("summary").click();
  await refus.locator("input[value=contenu]").check({ force: true });
  await envoyer(direction.page, refus.getByRole("button"));
  await expect(direction.page.locator(".rc-signatures")).toContainText("refus : le document contient une erreur");
  await tient(direction.page);
  await direction.signer();
  await expect(direction.page.getByText("signé par tous, scellé").first()).toBeVisible();
  await page.reload();
  await expect(page.locator(".etat")).toContainText("Tout le monde a signé");
  await tientPartout(page);
});

test("a link closes with a newer version, when it is taken back, when who held it takes part no more, and says so kindly", async () => {
  test.setTimeout(120_000);
  const tdo = await arriveA("tdo", "convention");
  const conduite = await Parcours.de(equipe, referent, tdo.adresse);
  await conduite.donner("document-convention_stage");
  await conduite.associer("jeune", "Camille Essai");
  const page = telephone.page;

  await envoyerLeLien(conduite, "un@famille.example");
  await telephone.ouvrir("un@famille.example");
  await conduite.donner("document-convention_stage");
  await page.reload();
  await expect(page.locator("h1")).toHaveText("Ce document a été remplacé");
  await tientPartout(page);

  await envoyerLeLien(conduite, "deux@famille.example");
  await telephone.ouvrir("deux@famille.example");
  await envoyer(conduite.page, conduite.page.getByRole("button", { name: /Retirer le lien/ }));
  await page.reload();
  await expect(page.locator("h1")).toHaveText("Ce lien ne s’ouvre plus");
  await tientPartout(page);

  await envoyerLeLien(conduite, "trois@famille.example");
  await telephone.ouvrir("trois@famille.example");
  const participant = conduite.page.locator("section[aria-labelledby=participants] li", { hasText: "Camille Essai" });
  await envoyer(conduite.page, participant.getByRole("button", { name: /Retirer/ }));
  await page.reload();
  await expect(page.locator("h1")).toHaveText("Votre signature n’est plus demandée");
  await tientPartout(page);
});

test("a buyer receives the proof of a clause by a link, and sees of the young person nothing that is not in it", async () => {
  test.setTimeout(180_000);
  const clause = await arriveA("clause_sociale", "remise");
  const mlds = await Parcours.de(equipe, "coordonnateur_mlds", clause.adresse);
  const identite = await nomDuJeune(mlds);
  await tient(mlds.page);
  const form = mlds.page.locator("form[id^=remettre-]");
  await mlds.page.locator("details", { has: form }).locator("summary").click();
  await form.locator("input[name=adresse]").fill("pas une adresse");
  await envoyer(mlds.page, form.getByRole("button"));
  await expect(form.locator(".fr-error-text")).toContainText("adresse");
  await tient(mlds.page);
  await form.locator("input[name=adresse]").fill("clauses@acheteur.example");
  await envoyer(mlds.page, form.getByRole("button"));
  await expect(mlds.page.getByText("réception attendue")).toBeVisible();

  const page = telephone.page;
  await telephone.arriver("clauses@acheteur.example");
  await expect(page.locator("h1")).toHaveText("Recevoir un document");
  await tientPartout(page);
  await telephone.recevoirUnCode();
  await telephone.donnerLeCode(codeDans(prendre("clauses@acheteur.example")));
  await expect(page.locator("h1")).toHaveText("Bilan croisé");
  for (const mot of identite) {
    await expect(page.locator("main"), "the page names nobody").not.toContainText(mot);
  }
  await tientPartout(page);
  await telephone.lire();
  await telephone.accuserReception();
  await tientPartout(page);
  await mlds.page.goto(clause.adresse);
  await expect(mlds.page.getByText(/reçu le/).first()).toBeVisible();
  await mlds.passer("Faire le point");
  await mlds.satisfaire({ suite: "apprentissage" });
  await mlds.etape.getByRole("button", { name: /Terminer le parcours/ }).click();
  await expect(mlds.page.getByText(/Parcours mené à son terme/)).toBeVisible();
  await mlds.page.locator("section[aria-labelledby=marche] a").first().click();
  await expect(mlds.page.locator("h1")).toBeVisible();
  await tient(mlds.page);
});

test("two people on one page: what the second sends of an older page is not written over the first, and is kept to be read again", async () => {
  test.setTimeout(90_000);
  const adresse = await ouvrirParmi("pafi");
  const [une, autre] = [await Parcours.de(equipe, referent, adresse), await Parcours.de(equipe, chef, adresse)];
  await une.donner("date-demande", dans(-2));
  await autre.donner("date-demande", dans(-9));
  await expect(autre.page.getByText(/entre-temps/).first()).toBeVisible();
  await expect(autre.page.locator("form#date-demande input[name=le]"), "what was typed stays").toHaveValue(dans(-9));
  await tient(autre.page);
  await une.page.reload();
  await expect(une.page.locator("form#date-demande input[name=le]"), "what the first wrote stands").toHaveValue(dans(-2));
});

test("whoever takes part no more opens nothing from that moment, and is told nothing", async () => {
  test.setTimeout(90_000);
  const loin = tous.filter(({ vus }) => vus.has(referent) && !vus.has(partenaire));
  const adresse = await ouvrirParmi("ppre", loin);
  const dehors = await equipe.page(partenaire);
  expect((await dehors.goto(adresse)).status(), "nothing before they take part").toBe(404);
  const conduite = await Parcours.de(equipe, referent, adresse);
  await conduite.associer("partenaire", compte(partenaire).nom, compte(partenaire).organisation);
  expect((await dehors.goto(adresse)).status()).toBe(200);
  await expect(dehors.locator("main")).toContainText("Le reste du dossier ne vous est pas montré");
  await expect(dehors.locator("nav a[aria-current=true]"), "they are among their parcours").toHaveText("Parcours");
  await tientPartout(dehors);
  const dossier = await dossierDe(conduite);
  expect((await dehors.request.get(dossier)).status(), "of the dossier nothing else").toBe(404);
  await dehors.goto("/parcours");
  await expect(dehors.locator(`main a[href="${adresse}"]`)).toHaveCount(1);

  const participant = conduite.page.locator("section[aria-labelledby=participants] li", { hasText: compte(partenaire).nom });
  await envoyer(conduite.page, participant.getByRole("button", { name: /Retirer/ }));
  await expect(participant).toContainText("n’y participe plus");
  expect((await dehors.goto(adresse)).status()).toBe(404);
  await tient(dehors);
  await dehors.goto("/parcours");
  await expect(dehors.locator(`main a[href="${adresse}"]`)).toHaveCount(0);
});

/** Opens a parcours in the first of these dossiers that has none of that dispositif. */
async function ouvrirParmi(code, parmi = ecole) {
  for (const { adresse } of parmi) {
    const ouvert = await ouvrirDans(await equipe.page(referent), adresse, code);
    if (ouvert) return ouvert;
  }
  throw new Error(`no dossier in which to open ${code}`);
}

/** The address of the dossier of a parcours. */
async function dossierDe(parcours) {
  const lien = parcours.page.locator("a[href^='/dossiers/']").first();
  return (await lien.getAttribute("href")).split("?")[0];
}

/** The words of the name of the young person. */
async function nomDuJeune(parcours) {
  const lien = parcours.page.locator("a[href^='/dossiers/'][href$='onglet=parcours']").first();
  const mots = (await lien.textContent()).trim().split(/\s+/);
  expect(mots.length).toBeGreaterThan(1);
  return mots;
}
