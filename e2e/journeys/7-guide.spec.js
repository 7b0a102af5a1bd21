// The pictures of the guide, taken where they are looked at: `CAPTURES=1 tools/e2e 7-guide` renews those that are in the program.
// Each run takes them again, so that a page of the guide never shows what no longer exists.
import { mkdirSync, statSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { entrer, sansErreur, tient } from "./outils.js";

const dossier = new URL(process.env.CAPTURES ? "../../crates/pages/assets/aide/" : "../../target/e2e-captures/", import.meta.url);
mkdirSync(dossier, { recursive: true });

test.use({ viewport: { width: 1120, height: 760 }, colorScheme: "light" });

const captures = [
  { role: "responsable_psad", nom: "journee", chemin: "/" },
  { role: "chef_etablissement", nom: "verification", chemin: "/verification" },
  { role: "referent_decrochage", nom: "parcours", chemin: "/parcours", lien: "main a[href^='/parcours/']:has-text('PAFI')" },
  { role: "responsable_psad", nom: "jeunes", chemin: "/jeunes" },
  { role: "responsable_psad", nom: "dossier", chemin: "/jeunes?responsable=structure", lien: "tbody tr a" },
  { role: "responsable_psad", nom: "appels", chemin: "/appels", bouton: "Commencer les appels" },
  { role: "conseiller_mission_locale", nom: "relais", chemin: "/relais" },
  { role: "saio", nom: "campagne", chemin: "/campagnes", lien: "main a[href^='/campagnes/']:not([href$='nouvelle'])" },
  { role: "administrateur", nom: "comptes", chemin: "/comptes" },
];

// One sign-in a role: the limit on sign-ins holds for journeys too.
for (const role of new Set(captures.map((capture) => capture.role))) {
  test(`the guide shows what ${role} sees`, async ({ page }) => {
    sansErreur(page);
    await entrer(page, role);
    for (const { nom, chemin, lien, bouton } of captures.filter((capture) => capture.role === role)) {
      await page.goto(chemin);
      if (lien) await page.locator(lien).first().click();
      if (bouton) await page.getByRole("button", { name: bouton }).click();
      await expect(page.locator("h1")).toBeVisible();
      const fichier = new URL(`${nom}.png`, dossier);
      await page.screenshot({ path: fichier.pathname, animations: "disabled" });
      expect(statSync(fichier).size).toBeGreaterThan(10_000);
    }
  });
}

test("every page of the guide shows its pictures, and says in words what they show", async ({ page }) => {
  sansErreur(page);
  await page.goto("/aide");
  await tient(page);
  const pages = await page.locator("main a[href^='/aide/']").evaluateAll((liens) => [...new Set(liens.map((lien) => lien.pathname))]);
  expect(pages.length).toBeGreaterThan(6);
  for (const adresse of pages) {
    await page.goto(adresse);
    await tient(page);
    for (const image of await page.locator("img.rc-capture").all()) {
      expect(await image.getAttribute("alt")).toMatch(/\S{3,}/);
      expect(await image.evaluate((element) => element.naturalWidth), `${adresse}: a picture is missing`).toBeGreaterThan(300);
    }
  }
});
