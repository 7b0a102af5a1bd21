// Papers: the pages of a contract where it is read, and the sheets that those without an account signed by hand.
import { expect, test } from "@playwright/test";
import { entrer, tient } from "./outils.js";
import { dans, Equipe, ouvrirParcours, Parcours } from "./parcours.js";

const REFERENT = "referent_decrochage";
const feuille = { name: "feuille.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") };
let equipe;

test.beforeAll(({ browser }) => {
  equipe = new Equipe(browser);
});
test.afterAll(() => equipe.partir());

/** A form of the page, its drawer open. */
async function tiroir(page, identifiant) {
  const form = page.locator(`form[id^=${identifiant}]`).first();
  const corps = page.locator("details", { has: form }).last();
  if (!(await corps.evaluate((element) => element.open))) await corps.locator("summary").first().click();
  return form;
}

async function envoyer(page, form) {
  await Promise.all([page.waitForEvent("load"), form.locator("button[type=submit]").click()]);
}

test("a contract is read page by page, and sheets signed by hand are joined with and without JavaScript", async ({ browser }) => {
  test.setTimeout(180_000);
  const adresse = await ouvrirParcours(equipe, REFERENT, "pafi");
  const ecole = await Parcours.de(equipe, REFERENT, adresse);
  const { page } = ecole;
  await ecole.satisfaire();
  await ecole.passer("Dessiner le parcours");
  await ecole.satisfaire({ debut: dans(7), fin: dans(60), retour: dans(61) });
  await ecole.passer("Signer le contrat");
  for (const [acteur, nom] of [["jeune", "Camille Essai"], ["representant_legal", "Dominique Essai"]]) {
    await ecole.associer(acteur, nom);
  }
  await ecole.donner("document-pafi_contrat");

  // Pages as pictures, the first at once; each fits the width, and opens in large.
  await page.getByRole("link", { name: "Lire ici, page par page" }).first().click();
  const images = page.locator(".rc-apercu img");
  const nombre = await images.count();
  expect(nombre).toBeGreaterThan(1);
  for (const [rang, image] of (await images.all()).entries()) {
    await image.scrollIntoViewIfNeeded();
    await expect(image).toHaveAttribute("alt", `Page ${rang + 1} sur ${nombre}`);
    await expect.poll(() => image.evaluate((element) => element.naturalWidth)).toBe(1240);
  }
  await tient(page);
  const taille = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await tient(page);
  expect((await images.first().boundingBox()).width).toBeGreaterThan(300);
  await page.setViewportSize(taille);
  const pdf = await page.request.get(await page.getByRole("link", { name: "Ouvrir le PDF accessible" }).getAttribute("href"));
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
  const grande = await page.request.get(await images.first().locator("..").getAttribute("href"));
  expect(grande.headers()["content-type"]).toBe("image/png");

  // A sheet with its signature; what is no sheet is refused beside its field.
  await page.goto(adresse);
  let form = await tiroir(page, "papier-");
  await form.locator("input[value=papier]").check({ force: true });
  await form.locator("input[type=file]").setInputFiles({ ...feuille, buffer: Buffer.from("MZ") });
  await envoyer(page, form);
  await expect(page.getByText("ni un PDF, ni une image JPEG ou PNG").first()).toBeVisible();
  await tient(page);
  form = await tiroir(page, "papier-");
  await form.locator("input[type=file]").setInputFiles(feuille);
  await envoyer(page, form);
  await expect(page.getByText(/Sur papier, numérisé le/).first()).toBeVisible();
  const lien = await page.getByRole("link", { name: "Feuille signée par Camille Essai (PDF)" }).getAttribute("href");
  expect(await (await page.request.get(lien)).body()).toEqual(feuille.buffer);

  // The next one without a sheet, joined later from a browser that runs nothing.
  form = await tiroir(page, "papier-");
  await form.locator("input[value=papier]").check({ force: true });
  await envoyer(page, form);
  await expect(page.getByText(/Sur papier, sans numérisation jointe/).first()).toBeVisible();
  await tient(page);
  const simple = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await entrer(simple, REFERENT);
  await simple.goto(adresse);
  const jointe = simple.locator("form[id^=numerisation-]");
  await simple.locator("details", { has: jointe }).last().locator("summary").first().click();
  await jointe.locator("input[type=file]").setInputFiles(feuille);
  await jointe.locator("button[type=submit]").click();
  await expect(simple.getByText(/Sur papier, numérisé le/)).toHaveCount(2);
  await simple.context().close();
});
