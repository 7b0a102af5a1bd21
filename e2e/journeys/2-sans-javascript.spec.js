// Everything works without JavaScript: links and forms alone.
import { expect, test } from "@playwright/test";
import { entrer, ouvrir } from "./outils.js";

test.use({ javaScriptEnabled: false });

test("signing in, a list, a dossier, a note and signing out without JavaScript", async ({ page }) => {
  await entrer(page, "conseiller_mission_locale");
  await page.goto("/jeunes");
  await page.locator("tbody tr a").first().click();
  const tiroir = await ouvrir(page, "Note");
  await tiroir.getByRole("textbox").fill("Intéressé par un CAP cuisine.");
  await tiroir.getByRole("button", { name: "Enregistrer la note" }).click();
  await expect(page.getByText("Note enregistrée.")).toBeVisible();
  await expect(page.getByText("Intéressé par un CAP cuisine.")).toBeVisible();
});

test("what somebody writes is shown as text, never run", async ({ page }) => {
  await entrer(page, "conseiller_mission_locale");
  await page.goto("/jeunes");
  await page.locator("tbody tr a").first().click();
  const tiroir = await ouvrir(page, "Note");
  await tiroir.getByRole("textbox").fill("<script>alert(1)</script><img src=x onerror=alert(2)>");
  await tiroir.getByRole("button", { name: "Enregistrer la note" }).click();
  await expect(page.getByText("<script>alert(1)</script>")).toBeVisible();
  expect(await page.content()).not.toContain("<script>alert");
});
