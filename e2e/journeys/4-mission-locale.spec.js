// A hand-off from end to end: the PSAD proposes and stays responsible, the mission locale accepts, and the PSAD sees it done.
import { expect, test } from "@playwright/test";
import { compte, entrer, ouvrir, sansErreur, tient } from "./outils.js";

// Proposes the first dossier in which no hand-off waits; gives its address.
async function proposer(psad) {
  await psad.goto("/jeunes?responsable=structure");
  const mission = compte("conseiller_mission_locale").organisation;
  // The first dossier in which no hand-off waits.
  const adresses = await psad.locator("tbody tr a").evaluateAll((liens) => liens.map((lien) => lien.href));
  let dossier;
  for (const adresse of adresses.slice(0, 12)) {
    await psad.goto(adresse);
    if (await psad.locator("details", { hasText: "Passer le relais" }).locator("option", { hasText: mission }).count()) {
      dossier = adresse;
      break;
    }
  }
  expect(dossier, "a dossier to hand over").toBeTruthy();
  const tiroir = await ouvrir(psad, "Passer le relais");
  await tiroir.getByRole("combobox").first().selectOption({ label: mission });
  await tiroir.getByRole("combobox").nth(1).selectOption({ index: 1 });
  await tiroir.getByRole("button").last().click();
  await expect(psad.getByText("vous restez responsable jusqu’à son acceptation")).toBeVisible();
  return dossier;
}

test("a hand-off leaves nobody without somebody responsible", async ({ browser }) => {
  const psad = await (await browser.newContext()).newPage();
  sansErreur(psad);
  await entrer(psad, "responsable_psad");
  const dossier = await proposer(psad);
  await tient(psad);

  const conseiller = await (await browser.newContext()).newPage();
  sansErreur(conseiller);
  await entrer(conseiller, "conseiller_mission_locale");
  await expect(conseiller.getByText(/passages? de relais à accepter/)).toBeVisible();
  await conseiller.goto("/relais");
  await tient(conseiller);
  const carte = conseiller.locator("article.rc-relais").filter({ has: conseiller.locator(`a[href="${new URL(dossier).pathname}"]`) });
  await expect(carte).toHaveCount(1);
  await carte.getByRole("button", { name: /Accepter/ }).click();
  await expect(conseiller.getByText("votre structure est responsable du dossier")).toBeVisible();
  await conseiller.goto(dossier);
  await expect(conseiller.getByText("votre structure est responsable de son dossier")).toBeVisible();
  await tient(conseiller);

  await psad.goto(dossier);
  await expect(psad.getByText(compte("conseiller_mission_locale").organisation).first()).toBeVisible();
});

test("a hand-off is refused with a reason, and comes back to its sender", async ({ browser }) => {
  const psad = await (await browser.newContext()).newPage();
  await entrer(psad, "responsable_psad");
  const dossier = await proposer(psad);
  const conseiller = await (await browser.newContext()).newPage();
  await entrer(conseiller, "conseiller_mission_locale");
  await conseiller.goto("/relais");
  const carte = conseiller.locator("article.rc-relais").filter({ has: conseiller.locator(`a[href="${new URL(dossier).pathname}"]`) });
  await carte.locator("summary").first().click();
  await carte.getByText("Plus de place actuellement").click();
  await carte.getByRole("button", { name: "Refuser ce relais" }).click();
  await expect(conseiller.getByText("Relais refusé.")).toBeVisible();
  await expect(carte).toHaveCount(0);
  await psad.goto(dossier);
  await expect(psad.getByText("refuse le relais").first()).toBeVisible();
});
