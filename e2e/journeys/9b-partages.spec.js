// What several young people share, or several people around one: a group and its register, a public contract, an alliance.
import { expect } from "@playwright/test";
import { compte, sansImages as test, tient } from "./outils.js";
import { dans, Equipe, organisationDe, ouvrirParcours, Parcours } from "./parcours.js";

let equipe;

test.beforeAll(({ browser }) => {
  equipe = new Equipe(browser);
});
test.afterAll(() => equipe.partir());

const [psad, mlds, chef, referent] = [
  "responsable_psad",
  "coordonnateur_mlds",
  "chef_etablissement",
  "referent_decrochage",
];

/** On a screen and on a phone. */
async function tientPartout(page) {
  await tient(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await tient(page);
  await page.setViewportSize({ width: 1280, height: 720 });
}

test("a session of the MLDS is entered from a parcours, its sheet is filled in by keyboard, and the action has its bilan", async () => {
  test.setTimeout(180_000);
  const adresse = await ouvrirParcours(equipe, psad, "paps", [mlds]);
  const plateforme = await Parcours.de(equipe, psad, adresse);
  await plateforme.associer("coordonnateur_mlds", compte(mlds).nom, organisationDe(mlds));
  await plateforme.associer("chef_etablissement", compte(chef).nom, organisationDe(chef));
  const action = await Parcours.de(equipe, mlds, adresse);
  await action.satisfaire({ demande: dans(-2) });
  await action.passer("Inscrire dans une session et un groupe");
  await expect(action.etape).toContainText("Session et groupe");
  await action.satisfaire({ debut: dans(-1), fin: dans(60), accord: "accord" });
  await expect(action.page.locator("section[aria-labelledby=groupe]")).toContainText("Présence");
  await action.passer("Suivre la session");

  const page = action.page;
  await page.goto("/groupes");
  await tientPartout(page);
  await page.locator("main a[href^='/groupes/']:not([href$='nouveau'])").first().click();
  await expect(page.locator("h1")).toBeVisible();
  await tientPartout(page);
  const feuille = page.locator("main a[href*='/presences/']").first();
  await feuille.click();
  await tientPartout(page);
  const cases = page.locator("form#feuille input[value=absent_excuse]");
  if (await cases.count()) {
    await cases.first().focus();
    await page.keyboard.press("Space");
    await expect(cases.first()).toBeChecked();
  }
  await page.getByRole("button", { name: /tous présents/ }).click();
  await expect(page.getByText("Présences enregistrées")).toBeVisible();
  await tient(page);

  await page.goto(adresse);
  await action.satisfaire();
  await action.passer("Dresser le bilan et dire la suite");
  await action.satisfaire({ suite: "apprentissage" });
  await action.etape.getByRole("button", { name: /Terminer le parcours/ }).click();
  await expect(page.getByText(/Parcours mené à son terme/)).toBeVisible();
  await tient(page);
});

test("a contract is noted once, and fills the papers of whoever is placed under it", async () => {
  test.setTimeout(120_000);
  const page = await equipe.page(mlds);
  await page.goto("/marches");
  await tientPartout(page);
  await page.goto("/marches/nouveau");
  const form = page.locator("form#marche");
  await form.locator("[name=objet]").fill("Rénovation de l’école Jean-Zay, lot 1");
  await form.locator("[name=acheteur]").fill("Métropole d’Exemple");
  await form.locator("[name=heures_dues]").fill("210");
  await form.locator("[name=siret]").fill("123");
  await form.getByRole("button").click();
  await expect(form.locator("[name=siret]"), "what was typed stays").toHaveValue("123");
  await tient(page);
  await form.locator("[name=siret]").fill("");
  await form.locator("[name=courriel]").fill("clauses@metropole.example");
  await form.locator("[name=entreprise]").fill("Menuiserie d’Exemple");
  await form.locator("[name=missions]").fill("Poser des menuiseries avec le tuteur");
  await form.getByRole("button").click();
  await expect(page.locator("h1")).toContainText("Jean-Zay");
  await expect(page.locator("main")).toContainText("210");
  await tientPartout(page);

  const adresse = await ouvrirParcours(equipe, psad, "clause_sociale", [mlds]);
  const plateforme = await Parcours.de(equipe, psad, adresse);
  await plateforme.associer("coordonnateur_mlds", compte(mlds).nom, organisationDe(mlds));
  const clause = await Parcours.de(equipe, mlds, adresse);
  await clause.donner("date-demande", dans(-1));
  const choix = clause.page.locator("form[id^=saisie-]", { has: clause.page.locator("text=Jean-Zay") }).first();
  await clause.page.locator("details", { has: choix }).locator("summary").first().click();
  const option = choix.locator("select[name=valeur] option", { hasText: "Jean-Zay" });
  if (await option.count()) {
    await choix.locator("select[name=valeur]").selectOption(await option.first().getAttribute("value"));
  } else {
    await choix.getByLabel(/Jean-Zay/).check({ force: true });
  }
  await choix.getByRole("button").click();
  await expect(clause.page.locator("section[aria-labelledby=marche]")).toContainText("Menuiserie d’Exemple");
  await clause.passer("Écrire avec l’entreprise les missions possibles");
  await tientPartout(clause.page);
});

test("an alliance opens by its charter, and what is shared has its readers", async () => {
  test.setTimeout(120_000);
  const partenaire = "conseiller_mission_locale";
  const adresse = await ouvrirParcours(equipe, referent, "alliance_educative", [chef]);
  const ecole = await Parcours.de(equipe, referent, adresse);
  await ecole.satisfaire();
  await ecole.passer("Faire signer la charte");
  await ecole.associer("partenaire", compte(partenaire).nom, organisationDe(partenaire));
  const dehors = await equipe.page(partenaire);
  await dehors.goto(adresse);
  await expect(dehors.getByText("La charte n’est pas encore prête")).toBeVisible();
  await expect(dehors.locator("h2#maintenant"), "nothing before the charter").toHaveCount(0);
  await tientPartout(dehors);
  await ecole.page.goto(adresse);
  await ecole.donner(await ecole.page.locator("form[id^=document-]").first().getAttribute("id"));
  await dehors.goto(adresse);
  const pdf = await dehors.request.get(await dehors.locator("main a[href*='/documents/']").getAttribute("href"));
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
  await tient(dehors);
  await dehors.getByRole("button", { name: /Je m’engage/ }).click();
  await expect(dehors.locator("h2#maintenant")).toBeVisible();
  await tientPartout(dehors);

  const partager = dehors.locator("form#informations");
  await dehors.locator("details", { has: partager }).locator("summary").click();
  await partager.locator("select[name=theme]").selectOption({ index: 1 });
  await partager.locator("[name=texte]").fill("Se lève tôt, vient volontiers le mercredi.");
  await partager.locator("input[value=conduite]").check({ force: true });
  await partager.getByRole("button").click();
  await expect(dehors.getByText("vient volontiers le mercredi")).toBeVisible();
  await ecole.page.goto(adresse);
  await expect(ecole.page.getByText("vient volontiers le mercredi"), "not before one's own commitment").toHaveCount(0);
  await ecole.page.getByRole("button", { name: /Je m’engage/ }).first().click();
  await expect(ecole.page.getByText("vient volontiers le mercredi")).toBeVisible();
  await tientPartout(ecole.page);
});

test("a school reads the results of an exam, tells the families, and each has a way to stay", async () => {
  test.setTimeout(90_000);
  const page = await equipe.page(chef);
  await page.goto("/resultats");
  await tientPartout(page);
  const form = page.locator("form#resultats");
  const deposer = async (nom, texte) => {
    await form.locator("[name=fichier]").setInputFiles({ name: nom, mimeType: "text/csv", buffer: Buffer.from(texte) });
    await form.locator("[name=resultats_le]").fill("2026-07-07");
    await Promise.all([page.waitForEvent("load"), form.getByRole("button", { name: "Lire ce fichier" }).click()]);
  };
  const colonnes = page.getByRole("heading", { name: "Dire les colonnes de ce fichier" });
  const garder = () =>
    Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Garder ces colonnes" }).click()]);
  await deposer("notes.csv", "Couleur;Forme\nbleu;rond\n");
  await expect(colonnes, "a table of something else is told with what it lacks").toBeVisible();
  await garder();
  await expect(page.locator("main")).toContainText("Dites quelle colonne contient le nom de famille.");
  await tientPartout(page);
  await page.getByRole("link", { name: "Annuler" }).click();
  // A table of one's own: its columns are said once, and the next file of the kind is read.
  const entete = "N° élève;Candidat;Petit nom;Né le;Diplôme visé;Option;Verdict\n";
  const lignes = "060123457AC;ESSAI-ROY;Sacha;03/11/2008;Bac pro;Commerce;Ajourné\n060123458AD;ESSAI;Lina;03/10/2008;Bac pro;Commerce;Admise\n";
  await deposer("résultats juillet.csv", entete + lignes);
  await expect(colonnes).toBeVisible();
  await expect(page.locator("main"), "nothing of the file is shown").not.toContainText("ESSAI");
  const sens = ["ine", "nom_famille", "prenoms", "date_naissance", "diplome_libelle", "ignorer", "diplome_obtenu"];
  for (const [rang, dit] of sens.entries()) await page.locator(`select[name=colonne-${rang}]`).selectOption(dit);
  await garder();
  await expect(form).toBeVisible();
  await deposer("résultats juillet.csv", entete + lignes);
  await expect(page.locator("main")).toContainText("Sans le diplôme");
  await expect(page.locator("main"), "no name in a report").not.toContainText("ESSAI");
  await tientPartout(page);
  await page.goto("/resultats/2026");
  await expect(page.locator("main")).toContainText("ESSAI-ROY");
  await expect(page.locator("main"), "who passed is only counted").not.toContainText("Lina");
  await tientPartout(page);
  await page.locator("input[name=resultat]").first().check({ force: true });
  await page.getByRole("button", { name: /Informer/ }).first().click();
  await expect(page.locator("main")).toContainText(/famille informée/i);
  await page.locator("main tbody a[href^='/parcours/']").first().click();
  await expect(page.locator("main")).toContainText("Droit au maintien");
  const lettre = await page.request.get(await page.locator("main a[href*='/documents/']").first().getAttribute("href"));
  expect((await lettre.body()).subarray(0, 5).toString()).toBe("%PDF-");
  await tientPartout(page);
});
