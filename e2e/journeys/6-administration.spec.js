// An administrator's first day: somebody is invited, opens the invitation in another browser, chooses a password, works; then
// leaves, and no dossier is left without somebody.
import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { entrer, sansErreur, tient } from "./outils.js";

const courriels = pathToFileURL(`${process.env.E2E_DATA}/application/courriels/`);

/** The text of the last mail to that address. */
function dernier(adresse) {
  const lus = readdirSync(courriels)
    .filter((nom) => nom.endsWith(".eml"))
    .map((nom) => readFileSync(new URL(nom, courriels), "utf8"))
    .filter((texte) => texte.includes(adresse));
  if (lus.length === 0) throw new Error(`no mail to ${adresse}`);
  const corps = lus.at(-1).split(/\r?\n\r?\n/).slice(1).join("\n\n");
  // Quoted-printable, as far as addresses go.
  return corps.replace(/=\r?\n/g, "").replace(/=3D/g, "=");
}

test("somebody invited opens an account and signs in; nobody else can with that link", async ({ browser, page }) => {
  sansErreur(page);
  await entrer(page, "administrateur");
  await page.goto("/comptes");
  await tient(page);
  await page.locator("summary", { hasText: "Inviter une personne" }).click();
  await tient(page);
  await page.getByLabel(/Adresse|Courriel/).first().fill("nouvelle.collegue@academie.example");
  // A role that is not held in such an organisation is refused beside its field, with what would do.
  await page.locator("#invitation-role").selectOption({ label: "Chef d’établissement" });
  await page.locator("#invitation-organisation").selectOption({ label: "PSAD Agen (PSAD)" });
  await page.getByRole("button", { name: /Inviter|Envoyer/ }).last().click();
  await expect(page.getByText("s’exerce dans").first()).toBeVisible();
  await tient(page);
  await page.locator("#invitation-role").selectOption({ label: "Responsable de PSAD" });
  await page.getByRole("button", { name: /Inviter|Envoyer/ }).last().click();
  await expect(page.getByText("Invitation envoyée.")).toBeVisible();
  await tient(page);

  const lien = dernier("nouvelle.collegue@academie.example").match(/\/invitation\/[0-9a-f]+/)[0];
  const ailleurs = await (await browser.newContext()).newPage();
  sansErreur(ailleurs);
  await ailleurs.goto(lien);
  await tient(ailleurs);
  await ailleurs.getByLabel("Prénom").fill("Amina");
  await ailleurs.getByLabel("Nom", { exact: true }).fill("Testeur");
  const champs = ailleurs.locator("input[type=password]");
  await champs.nth(0).fill("court");
  await champs.nth(1).fill("court");
  await ailleurs.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(ailleurs.locator(".fr-error-text").first()).toBeVisible();
  await tient(ailleurs);
  await champs.nth(0).fill("trois ruisseaux sous la lune");
  await champs.nth(1).fill("trois ruisseaux sous la lune");
  await ailleurs.getByRole("button", { name: "Créer mon compte" }).click();
  await ailleurs.goto("/connexion");
  await ailleurs.getByLabel("Identifiant").fill("nouvelle.collegue@academie.example");
  await ailleurs.getByLabel("Mot de passe", { exact: true }).fill("trois ruisseaux sous la lune");
  await ailleurs.getByRole("button", { name: "Se connecter", exact: true }).click();
  await expect(ailleurs.getByRole("heading", { level: 1 })).toContainText("Bonjour Amina");
  expect((await ailleurs.request.get(lien)).status(), "an invitation serves once").toBe(404);
});

test("an administrator sees accounts and rights, and no dossier", async ({ page }) => {
  await entrer(page, "administrateur");
  const reponse = await page.goto("/jeunes");
  expect(reponse.status()).toBe(403);
  await page.goto("/comptes");
  await page.locator("tbody tr a, main article a").first().click();
  await tient(page);
  await page.goto("/aide/droits");
  await tient(page);
});
