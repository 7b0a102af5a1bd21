// A young person answers the link of a letter, on a phone, without account; the référent finds the answer waiting.
import { expect, test } from "@playwright/test";
import { entrer, ouvrir, sansErreur, tient } from "./outils.js";

/** Prepares a letter for a young person; gives the address in it, the dossier, and their first name. */
async function lettre(page) {
  await entrer(page, "responsable_psad");
  await page.goto("/jeunes?responsable=structure");
  await page.locator("tbody tr a").nth(1).click();
  const dossier = page.url().split("?")[0];
  const prenom = (await page.locator("h1").innerText()).trim().split(" ")[0];
  await page.goto(`${dossier}?onglet=contacts`);
  const tiroir = await ouvrir(page, "Lien de réponse");
  await tiroir.getByText("Par une lettre à imprimer").click();
  await tiroir.getByRole("button", { name: "Préparer le lien" }).click();
  await expect(page.getByRole("heading", { name: "Message à copier" })).toBeVisible();
  await tient(page);
  const adresse = (await page.locator(".rc-lettre__code p").innerText()).trim();
  return { adresse, dossier, prenom };
}

for (const javaScriptEnabled of [true, false]) {
  test(`a young person asks to be called back, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({ browser, page }) => {
    const { adresse, dossier, prenom } = await lettre(page);
    const telephone = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled, isMobile: true });
    const jeune = await telephone.newPage();
    await jeune.goto(adresse);
    await expect(jeune.getByRole("heading", { name: `Bonjour ${prenom}` })).toBeVisible();
    if (javaScriptEnabled) {
      sansErreur(jeune);
      await tient(jeune);
    }
    await jeune.locator("button[value=rappel]").click();
    const demain = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    await jeune.getByLabel("Quel jour").fill(demain);
    await jeune.locator("input[type=radio]").first().check({ force: true });
    await jeune.getByRole("button", { name: "Envoyer" }).click();
    await expect(jeune.getByText("C’est noté")).toBeVisible();
    if (javaScriptEnabled) await tient(jeune);
    // Single purpose: it serves once.
    const encore = await jeune.request.get(adresse);
    expect(encore.status()).toBe(410);
    expect(await encore.text()).not.toContain("value=\"rappel\"");
    await page.goto(dossier);
    await expect(page.getByText(/rappelez-moi le/).first()).toBeVisible();
    await telephone.close();
  });
}

test("a link that does not exist says so kindly and shows nothing", async ({ page }) => {
  await page.goto("/r/aaaaa-bbbbb-ccccc-ddddd");
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page.getByText(/Bonjour/)).toHaveCount(0);
  await tient(page);
});
