// A morning of the one who leads a PSAD: what is due, a list, a dossier, a call, an interview, a hand-off.
import { expect, test } from "@playwright/test";
import { entrer, ouvrir, sansErreur, tient } from "./outils.js";

test("the sign-in page says what is wrong, lists the accounts of the demonstration, and is accessible", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/connexion/);
  await tient(page);
  await page.getByLabel("Identifiant").fill("personne@demo.example");
  await page.getByLabel("Mot de passe", { exact: true }).fill("faux mot de passe");
  await page.getByRole("button", { name: "Se connecter", exact: true }).click();
  await expect(page.getByText("Identifiant ou mot de passe incorrect")).toBeVisible();
  await expect(page.getByLabel("Identifiant")).toHaveValue("personne@demo.example");
  await tient(page);
});

test("a figure of Ma journée opens the list that it counts", async ({ page }) => {
  sansErreur(page);
  await entrer(page, "responsable_psad");
  await tient(page);
  const lignes = page.locator('a[href^="/jeunes?echeance="]');
  const nombre = await lignes.count();
  expect(nombre).toBeGreaterThan(0);
  for (let rang = 0; rang < Math.min(nombre, 4); rang += 1) {
    await page.goto("/");
    const ligne = lignes.nth(rang);
    const attendu = Number((await ligne.innerText()).match(/\d+/)[0]);
    await ligne.click();
    const montre = await page.locator("tbody tr").count();
    expect(montre, page.url()).toBe(Math.min(attendu, 50));
  }
  await tient(page);
});

test("a call is noted in two clicks, told, and taken back", async ({ page }) => {
  sansErreur(page);
  await entrer(page, "responsable_psad");
  await page.goto("/jeunes?responsable=structure");
  await page.locator("tbody tr a").first().click();
  await expect(page).toHaveURL(/dossiers/);
  await expect(page.getByText("Pourquoi vous voyez ce dossier")).toBeVisible();
  await tient(page);
  const tiroir = await ouvrir(page, "Contact");
  await tiroir.getByText("Téléphone", { exact: true }).click();
  await tiroir.getByText("Pas de réponse", { exact: true }).click();
  await tiroir.getByRole("button", { name: "Enregistrer le contact" }).click();
  await expect(page.getByText("Contact enregistré.")).toBeVisible();
  await expect(page.getByText("a cherché à le joindre (téléphone), sans réponse").first()).toBeVisible();
  await tient(page);
  await page.getByRole("button", { name: /Annuler/ }).first().click();
  await expect(page.getByText("Action annulée.")).toBeVisible();
});

test("a form in error keeps what was typed and says what to do", async ({ page }) => {
  await entrer(page, "responsable_psad");
  await page.goto("/jeunes?responsable=structure");
  await page.locator("tbody tr a").first().click();
  const tiroir = await ouvrir(page, "Entretien");
  await tiroir.getByLabel("Lieu").fill("CIO, salle 2");
  await tiroir.getByLabel("Nature").selectOption({ index: 1 });
  await tiroir.locator("form").evaluate((form) => form.setAttribute("novalidate", ""));
  await tiroir.getByRole("button", { name: "Planifier l’entretien" }).click();
  await expect(page.getByText("Indiquez le jour et l’heure.").first()).toBeVisible();
  await expect(page.getByLabel("Lieu")).toHaveValue("CIO, salle 2");
  await tient(page);
});

test("the parts of a dossier and who read it are accessible, on a phone too", async ({ page }) => {
  sansErreur(page);
  await entrer(page, "responsable_psad");
  await page.goto("/jeunes");
  await page.locator("tbody tr a").first().click();
  const adresse = page.url();
  for (const taille of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
    await page.setViewportSize(taille);
    for (const partie of ["", "?onglet=scolarite", "?onglet=contacts", "?onglet=parcours", "/consultations"]) {
      await page.goto(adresse + partie);
      await tient(page);
    }
  }
});

test("a list is exported as it is shown", async ({ page }) => {
  await entrer(page, "responsable_psad");
  const reponse = await page.request.get("/jeunes/export?format=csv&age=mineur");
  expect(reponse.ok()).toBe(true);
  const lignes = (await reponse.text()).trim().split("\r\n");
  await page.goto("/jeunes?age=mineur");
  const montre = await page.locator("tbody tr").count();
  expect(lignes.length - 1).toBeGreaterThanOrEqual(montre);
});
