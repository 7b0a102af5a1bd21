// The rarer acts of the one who leads a PSAD: two dossiers reunited and separated, a view kept, a token for a program, the report
// of who read a dossier, whom a campaign found, and where the schools' sheets stand. Then the académie, which says what the
// columns of a partner's table hold.
import { expect, test } from "@playwright/test";
import { compte, entrer, ouvrir, sansErreur, tient } from "./outils.js";

test.describe("with one sign-in", () => {
  let page;

  test.beforeAll(async ({ browser }) => {
    page = await (await browser.newContext()).newPage();
    sansErreur(page);
    await entrer(page, "responsable_psad");
  });

  test.afterAll(async () => {
    await page.context().close();
  });

  test("two dossiers are reunited, read as one, and separated", async () => {
    await page.goto("/jeunes?responsable=structure");
    const lignes = page.locator("tbody tr th a");
    const garde = await lignes.nth(2).getAttribute("href");
    const autre = await lignes.nth(3).getAttribute("href");
    const nom = (await lignes.nth(3).innerText()).split(" ")[0];
    await page.goto(garde);
    await page.locator("summary", { hasText: "Autres actions" }).click();
    await page.getByRole("link", { name: /Réunir/ }).click();
    await tient(page);
    await page.getByRole("textbox", { name: /Chercher un autre dossier/ }).fill(nom);
    await page.getByRole("button", { name: "Chercher", exact: true }).click();
    const candidat = page.locator("section.rc-candidat", { has: page.locator(`a[href="${autre}"]`) });
    await expect(candidat.getByText("L’autre dossier").first()).toBeVisible();
    await tient(page);
    await candidat.getByRole("button", { name: "Réunir ces deux dossiers" }).click();
    await expect(page.getByText("Dossiers réunis")).toBeVisible();
    await expect(page).toHaveURL(new RegExp(garde));
    await tient(page);

    // The other is closed, says where it goes on, and gives its own back.
    await page.goto(autre);
    await expect(page.locator(`main a[href="${garde}"]`).first()).toBeVisible();
    await tient(page);
    const tiroir = await ouvrir(page, "Séparer");
    await tiroir.getByRole("button", { name: "Séparer les deux dossiers" }).click();
    await expect(page.getByText("Dossiers séparés")).toBeVisible();
    for (const adresse of [garde, autre]) {
      await page.goto(adresse);
      await expect(page.locator("summary", { hasText: /^\s*Contact\s*$/ }), `${adresse} is open again`).toBeVisible();
    }
  });

  test("a list keeps its columns under a name, and the tab opens it again", async () => {
    await page.goto("/jeunes?responsable=structure");
    await page.locator("summary", { hasText: "Colonnes" }).click();
    const colonnes = page.locator("form#colonnes");
    const cases = colonnes.locator("input[type=checkbox]");
    for (let rang = 0; rang < (await cases.count()); rang += 1) {
      if (await cases.nth(rang).isChecked()) await cases.nth(rang).uncheck({ force: true });
    }
    await colonnes.getByText("Âge", { exact: true }).click();
    await colonnes.getByText("Contact", { exact: true }).click();
    await colonnes.getByRole("button", { name: "Montrer ces colonnes" }).click();
    await expect(page.locator("thead")).toContainText("Âge");
    await expect(page.locator("thead")).not.toContainText("Solution");
    await tient(page);
    await page.locator("summary", { hasText: "Garder cette vue" }).click();
    await page.getByLabel("Nom de la vue").fill("À appeler, en deux colonnes");
    await page.locator("form#vue").getByRole("button").click();
    await expect(page.getByText("Vue gardée.")).toBeVisible();

    await page.goto("/jeunes");
    await page.getByRole("link", { name: "À appeler, en deux colonnes" }).click();
    await expect(page.locator("thead")).not.toContainText("Solution");
    await expect(page).toHaveURL(/responsable=structure/);
    await tient(page);
    await page.goto("/jeunes/vues");
    await tient(page);
    const vue = page.locator("li", { has: page.getByRole("link", { name: "À appeler, en deux colonnes" }) });
    await vue.getByRole("button", { name: /Retirer/ }).click();
    await expect(page.getByText("Vue retirée.")).toBeVisible();
    await expect(page.getByRole("link", { name: "À appeler, en deux colonnes" })).toHaveCount(0);
  });

  test("a token is made for a program, works, is shown once, and works no more once it is taken back", async ({ playwright, baseURL }) => {
    await page.goto("/compte/jetons");
    await tient(page);
    const tiroir = await ouvrir(page, "Créer un jeton");
    await tiroir.getByLabel(/Nom du jeton/).fill("Logiciel d’essai");
    await tiroir.getByRole("button", { name: "Créer le jeton" }).click();
    await expect(page.locator(".fr-error-text").first()).toBeVisible();
    await tient(page);
    const forme = page.locator("form#jeton");
    await expect(forme.getByLabel(/Nom du jeton/)).toHaveValue("Logiciel d’essai");
    await forme.locator("input[type=checkbox][value='dossiers:lire']").check({ force: true });
    await forme.getByLabel(/Votre mot de passe/).fill(compte("responsable_psad").password);
    await forme.getByRole("button", { name: "Créer le jeton" }).click();
    const secret = (await page.locator(".rc-secret code").innerText()).trim();
    await tient(page);

    const programme = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { authorization: `Bearer ${secret}` } });
    expect((await programme.get("/api/v1/dossiers")).status()).toBe(200);
    await page.getByRole("link", { name: "J’ai copié le jeton" }).click();
    await expect(page.locator("main")).not.toContainText(secret);
    await tient(page);
    const jeton = page.locator("li", { hasText: "Logiciel d’essai" });
    await jeton.getByRole("button", { name: /Révoquer/ }).click();
    await expect(page.getByText("Jeton révoqué")).toBeVisible();
    expect((await programme.get("/api/v1/dossiers")).status()).toBe(401);
    await programme.dispose();
  });

  test("the report of who read a dossier is a letter to print", async () => {
    await page.goto("/jeunes?responsable=structure");
    await page.locator("tbody tr th a").first().click();
    const dossier = new URL(page.url()).pathname;
    await page.goto(`${dossier}/consultations`);
    await tient(page);
    await page.locator("a[href$='/consultations/rapport']").click();
    await expect(page.locator("article.rc-lettre tbody tr").first()).toBeVisible();
    await tient(page);
    await page.emulateMedia({ media: "print" });
    await expect(page.locator("article.rc-lettre")).toBeVisible();
    await expect(page.locator(".rc-non-imprime").first()).toBeHidden();
    await page.emulateMedia({ media: "screen" });
  });

  test("where the schools' sheets stand, and whom a campaign found, are told", async () => {
    await page.goto("/feuilles");
    await expect(page.locator("tbody tr").first()).toContainText(/ligne/);
    await tient(page);
    await page.goto("/jeunes/retrouves");
    await tient(page);
  });

  test("the pages of a day's work hold in the dark and with letters twice as large", async () => {
    const dossier = await page.goto("/jeunes").then(() => page.locator("tbody tr th a").first().getAttribute("href"));
    const adresses = ["/", "/jeunes", dossier, `${dossier}?onglet=contacts`, "/appels", "/relais", "/comites", "/campagnes", "/revue", "/feuilles", "/compte"];
    await page.emulateMedia({ colorScheme: "dark" });
    for (const adresse of adresses) {
      await page.goto(adresse);
      await tient(page);
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 640, height: 450 });
    for (const adresse of adresses) {
      await page.goto(adresse);
      await tient(page);
    }
  });
});

test("a partner's table becomes a register once its columns are said", async ({ page }) => {
  sansErreur(page);
  await entrer(page, "saio");
  await page.goto("/campagnes/nouvelle");
  await page.getByLabel(/^Nom/).fill("Essai d’un tableau");
  await page.getByLabel("Situation des jeunes au").fill("2026-11-20");
  await page.locator("input[type=radio]").first().check({ force: true });
  await page.getByRole("button", { name: "Ouvrir la campagne" }).click();
  await page.locator("summary", { hasText: "Déposer un fichier" }).click();
  const table = "Nom de naissance;Prénom;Né(e) le;Bidule\nEXEMPLE;Luciole;31/01/2008;rouge\nMODÈLE;Zéphyr;04/05/2009;bleu\n";
  await page.locator("#source-fichier").setInputFiles({ name: "liste.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await page.locator("#source-role").selectOption("followed_by_ml");
  await page.locator("#source-format").selectOption("tableau");
  await page.locator("#source-date").fill("2026-11-05");
  await page.getByRole("button", { name: "Déposer le fichier" }).click();
  await expect(page).toHaveURL(/colonnes/);
  await expect(page.getByText("31/01/2008 · 04/05/2009")).toBeVisible();
  await expect(page.getByLabel(/^Né\(e\) le/)).toHaveValue("date_naissance");
  await expect(page.getByLabel(/^Bidule/)).toHaveValue("ignorer");
  await tient(page);
  await page.getByLabel(/^Prénom/).selectOption("ignorer");
  await page.getByRole("button", { name: "Enregistrer et lire ainsi" }).click();
  await expect(page.getByText("Dites quelle colonne contient le prénom.")).toBeVisible();
  await tient(page);
  await page.getByLabel(/^Prénom/).selectOption("prenoms");
  await page.getByLabel(/^Nom du profil/).fill("Mission locale d’essai");
  await page.getByRole("button", { name: "Enregistrer et lire ainsi" }).click();
  await expect(page.getByText("Colonnes enregistrées")).toBeVisible();
  await tient(page);
  await page.getByRole("button", { name: /^Abandonner/ }).click();
  await page.goto("/feuilles");
  await tient(page);
});

// As many people look at it: at night, or with letters twice as large, which leave half as wide a screen.
for (const [nom, options] of [
  ["a dark screen", { colorScheme: "dark" }],
  ["letters twice as large", { viewport: { width: 640, height: 450 } }],
]) {
  test(`the pages of a school hold on ${nom}`, async ({ browser }) => {
    const contexte = await browser.newContext(options);
    const page = await contexte.newPage();
    sansErreur(page);
    await page.goto("/connexion");
    await tient(page);
    for (const adresse of ["/aide", "/aide/psad", "/accessibilite", "/statistiques", "/donnees-personnelles"]) {
      await page.goto(adresse);
      await tient(page);
    }
    await contexte.close();
  });
}
