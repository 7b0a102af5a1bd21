// What a school says once and what it takes away: its header on documents, all conventions in one file, the calculator of kept
// marks, the group of newcomers whose week is counted.
import { expect } from "@playwright/test";
import { sansImages as test, tient } from "./outils.js";
import { dans, envoyer, Equipe } from "./parcours.js";

const [chef, mlds, psad] = ["chef_etablissement", "coordonnateur_mlds", "responsable_psad"];
/** One green pixel. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let equipe;

test.beforeAll(({ browser }) => {
  equipe = new Equipe(browser);
});
test.afterAll(() => equipe.partir());

/** On a screen and on a phone. */
async function tientPartout(page) {
  await tient(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await tient(page);
  await page.setViewportSize({ width: 1280, height: 720 });
}

test("a school says its header once: lines, logo, who signs; what is no logo is refused and the rest stays", async () => {
  test.setTimeout(60_000);
  const page = await equipe.page(chef);
  await page.goto("/entete");
  await tientPartout(page);
  const form = page.locator("main form").first();
  const champ = (nom) => form.locator(`[name=${nom}]`);
  await champ("lignes").fill("12 rue des Barthes\n33000 Bordeaux\nTéléphone 05 56 00 00 00");
  await champ("signataire_nom").fill("Hélène Castaing");
  await champ("signataire_qualite").fill("Proviseure");
  await champ("logo").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("ceci n’est pas une image") });
  await envoyer(page, form.getByRole("button").last());
  await expect(form.locator(".fr-error-text").first()).toBeVisible();
  await expect(champ("signataire_nom"), "what was typed stays").toHaveValue("Hélène Castaing");
  await tient(page);
  await champ("logo").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from(PIXEL, "base64") });
  if (await champ("logo_description").count()) await champ("logo_description").fill("Un carré vert");
  await envoyer(page, form.getByRole("button").last());
  await expect(page.locator("main .fr-error-text")).toHaveCount(0);
  await page.goto("/entete");
  await expect(champ("signataire_nom")).toHaveValue("Hélène Castaing");
  await tientPartout(page);
  const apercu = await page.request.get(await page.getByRole("link", { name: /Voir un document/ }).getAttribute("href"));
  expect((await apercu.body()).subarray(0, 5).toString()).toBe("%PDF-");
});

test("all documents of a model come in one file, and the page tells how far it is by itself", async () => {
  test.setTimeout(90_000);
  const page = await equipe.page(psad);
  await page.goto("/parcours");
  await page.getByRole("link", { name: /Tous les documents/ }).click();
  await tientPartout(page);
  const form = page.locator("main form").first();
  await envoyer(page, form.getByRole("button"));
  await expect(page.locator(".fr-error-text").first(), "a model is chosen first").toBeVisible();
  await tient(page);
  const modele = form.locator("option[value=convention_stage], input[value=convention_stage]").first();
  if ((await modele.evaluate((element) => element.tagName)) === "OPTION") {
    await form.locator("select").selectOption("convention_stage");
  } else {
    await modele.check({ force: true });
  }
  await envoyer(page, form.getByRole("button"));
  await expect(page.locator("#lots article").first()).toContainText(/en préparation|prêt/);
  await tientPartout(page);
  const lien = page.locator("#lots article").first().getByRole("link", { name: /Télécharger/ });
  await expect(lien, "without a reload").toBeVisible({ timeout: 40_000 });
  await tient(page);
  const fichier = await page.request.get(await lien.getAttribute("href"));
  expect((await fichier.body()).subarray(0, 2).toString()).toBe("PK");
});

test("kept marks: five sessions or five years, what is gained, what is lost for good, and no mention", async ({ page }) => {
  test.setTimeout(60_000);
  await page.goto("/dispositifs/conservation_notes");
  await page.getByRole("link", { name: /Calculer/ }).click();
  await tientPartout(page);
  const calculer = () => envoyer(page, page.getByRole("button", { name: "Calculer" }));
  await calculer();
  await expect(page.getByText("À corriger")).toBeVisible();
  await tientPartout(page);

  const ligne = async (n, epreuve, note, coefficient, choix) => {
    await page.locator(`[name=epreuve_${n}]`).fill(epreuve);
    await page.locator(`[name=note_${n}]`).fill(note);
    await page.locator(`[name=coefficient_${n}]`).fill(coefficient);
    await page.locator(`[name=choix_${n}]`).selectOption(choix);
  };
  await page.locator("input[value=generale_technologique]").check({ force: true });
  await page.locator("[name=premiere]").fill("2024");
  await page.locator("[name=session]").fill("2027-06-14");
  await ligne(1, "Philosophie", "14", "8", "garder");
  await ligne(2, "Mathématiques", "6", "16", "repasser");
  await ligne(3, "Grand oral", "11", "10", "repasser");
  await calculer();
  const gardable = (n) => page.locator("tbody tr", { has: page.locator(`[name=epreuve_${n}]`) }).locator("td").last();
  await expect(gardable(1)).toContainText("jusqu’à la session 2029");
  await expect(gardable(2)).toContainText("moins de 10");
  const resultat = page.locator("section[aria-labelledby=resultat]");
  await expect(resultat.locator("tbody tr")).toHaveCount(3);
  await expect(resultat.locator("tbody tr").first()).toContainText("aucune possible");
  await expect(resultat, "of the mark that is given up, and of no other").toContainText(/Renoncer à 11\/20.*Grand oral.*définitif/);
  await expect(page.locator("[name=epreuve_2]"), "what was typed stays").toHaveValue("Mathématiques");
  await tientPartout(page);
  await page.locator("[name=premiere]").fill("2020");
  await calculer();
  await expect(gardable(1), "the sixth session is one too many").toContainText("plus depuis la session");

  // Professional: five years from the day of the results.
  await page.locator("input[value=professionnelle]").check({ force: true });
  await page.locator("[name=premiere]").fill("2022");
  await page.locator("[name=resultats]").fill("2022-07-05");
  await calculer();
  await expect(gardable(1)).toContainText("jusqu’au 5 juillet 2027");
  await page.locator("[name=session]").fill("2027-09-14");
  await calculer();
  await expect(gardable(1)).toContainText("plus depuis le 5 juillet 2027");
  await tientPartout(page);
});

test("newcomers have twenty-four hours a week: another week is refused with its sum", async () => {
  test.setTimeout(60_000);
  const page = await equipe.page(mlds);
  await page.goto("/groupes/nouveau");
  await tientPartout(page);
  const form = page.locator("form#groupe");
  await form.locator("[name=dispositif]").selectOption("dipa");
  await form.locator("[name=nom]").fill("Nouveaux arrivants");
  await form.locator("[name=lieu]").fill("Lycée des Barthes, salle 4");
  await form.locator("[name=places]").fill("12");
  await form.locator("[name=du]").fill(dans(1));
  await form.locator("[name=au]").fill(dans(200));
  for (const jour of ["lundi", "mardi", "jeudi", "vendredi"]) {
    for (const [demi, de, a] of [["matin", "09:00", "12:00"], ["apres_midi", "13:30", "16:30"]]) {
      if (jour === "vendredi" && demi === "apres_midi") continue;
      await form.locator(`[name=${jour}_${demi}_de]`).fill(de);
      await form.locator(`[name=${jour}_${demi}_a]`).fill(a);
      await form.locator(`[name=${jour}_${demi}_activite]`).fill("Français langue seconde");
    }
  }
  await envoyer(page, form.getByRole("button"));
  await expect(page.getByText(/21\sh.*24/).first()).toBeVisible();
  await tientPartout(page);
  await form.locator("[name=vendredi_apres_midi_de]").fill("13:30");
  await form.locator("[name=vendredi_apres_midi_a]").fill("16:30");
  await form.locator("[name=vendredi_apres_midi_activite]").fill("Mathématiques");
  await envoyer(page, form.getByRole("button"));
  await expect(page.locator("h1")).toHaveText("Nouveaux arrivants");
  await tientPartout(page);
});
