// A school's verification: one line after the other by keyboard, a wrong number, the sheet sent; then a departure signalled the
// same day.
import { expect, test } from "@playwright/test";
import { entrer, sansErreur, tient } from "./outils.js";

test("a line of the verification list is answered by keyboard, and the next one is at hand", async ({ page }) => {
  sansErreur(page);
  await entrer(page, "chef_etablissement");
  await page.goto("/verification");
  await tient(page);
  const lignes = page.locator("form.rc-verif:not(.rc-fait form)").filter({ has: page.locator("input[value=confirmee]") });
  const avant = await page.locator("main > * form.rc-verif, main form.rc-verif").count();
  expect(avant).toBeGreaterThan(2);
  const debut = Date.now();
  for (let rang = 0; rang < 3; rang += 1) {
    const ligne = lignes.first();
    const nom = await ligne.locator("legend strong").innerText();
    // The whole line without the mouse: the first answer, one arrow, Enter.
    await ligne.locator("input[type=radio]").first().focus();
    if (rang === 1) await page.keyboard.press("ArrowDown");
    else await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await expect(page.locator(".rc-fait summary", { hasText: nom })).toBeVisible();
  }
  expect((Date.now() - debut) / 3, "milliseconds a line").toBeLessThan(5_000);
  await tient(page);
});

test("a number that cannot be one is refused beside its line, and the line keeps what was typed", async ({ page }) => {
  await entrer(page, "chef_etablissement");
  await page.goto("/verification");
  const ligne = page.locator("form.rc-verif").first();
  await ligne.getByText("Bien sans solution").click();
  await ligne.getByLabel("Téléphone, à corriger s’il est faux").fill("06 12");
  await ligne.getByRole("button", { name: /Enregistrer/ }).click();
  await expect(page.locator(".fr-error-text").first()).toBeVisible();
  await expect(page.getByLabel("Téléphone, à corriger s’il est faux").first()).toHaveValue("06 12");
  await tient(page);
});

test("the sheet is sent, with a receipt", async ({ page }) => {
  await entrer(page, "chef_etablissement");
  await page.goto("/verification");
  await page.getByRole("button", { name: /Transmettre en l’état|Terminer et transmettre/ }).click();
  await expect(page.getByText("Merci, c’est transmis")).toBeVisible();
  await expect(page.getByText(/Reçu n°/)).toBeVisible();
  await tient(page);
});

test("a departure signalled today opens a dossier that the PSAD finds", async ({ page }) => {
  sansErreur(page);
  await entrer(page, "chef_etablissement");
  await page.goto("/signaler");
  await tient(page);
  await page.getByRole("button", { name: "Ouvrir le dossier" }).click();
  await page.getByRole("textbox", { name: "Nom de famille" }).fill("SAINT-ESSAI");
  await page.getByRole("textbox", { name: "Prénom" }).fill("Alizée");
  await page.getByRole("textbox", { name: "Date de naissance" }).fill("2009-02-14");
  await page.getByText("Féminin", { exact: true }).click();
  await page.getByRole("textbox", { name: "Code postal" }).fill("33000");
  await page.getByRole("textbox", { name: "Commune de résidence" }).fill("Bordeaux");
  await page.getByRole("textbox", { name: "Classe ou formation" }).fill("CAP cuisine");
  await page.getByRole("textbox", { name: "Dernier jour de présence" }).fill(new Date().toISOString().slice(0, 10));
  await page.getByRole("button", { name: "Ouvrir le dossier" }).click();
  await expect(page.getByText(/Signalement enregistré|déjà un dossier/)).toBeVisible();
  await tient(page);
});
