// What every journey needs: signing in as somebody of the demonstration, and holding a page to what must be true of all.
import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";

/** The accounts of the demonstration, by role. */
export function compte(role) {
  const comptes = JSON.parse(readFileSync(`${process.env.E2E_DATA}/comptes.json`, "utf8"));
  const trouve = comptes.find((compte) => compte.role === role);
  if (!trouve) throw new Error(`no account of role ${role}`);
  return trouve;
}

/** Sessions of this run, by role: somebody signs in once a morning, and the limit on sign-ins holds for journeys too. */
const sessions = new Map();

/** Is signed in as somebody of that role: with the form, as a person does, unless a session of before still opens. */
export async function entrer(page, role) {
  const titre = page.getByRole("heading", { level: 1 });
  if (sessions.has(role)) {
    await page.context().addCookies(sessions.get(role));
    await page.goto("/");
    if ((await titre.textContent()).includes("Bonjour")) return;
  }
  const { login, password } = compte(role);
  await page.goto("/connexion");
  await page.getByLabel("Identifiant").fill(login);
  await page.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Se connecter", exact: true }).click();
  await expect(titre).toContainText("Bonjour");
  sessions.set(role, await page.context().cookies());
}

/** Zero violation of accessibility, one title, nothing wider than the screen. */
export async function tient(page) {
  await expect(page.locator("h1")).toHaveCount(1);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const dites = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
  expect(dites, page.url()).toEqual([]);
  const deborde = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(deborde, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}

/** Fails the test when the page logs an error (a refused script, a broken asset); `attendus`: statuses of pages that are no accident. */
export function sansErreur(page, attendus = [422]) {
  page.on("console", (message) => {
    if (message.type() === "error" && !attendus.some((statut) => message.text().includes(`status of ${statut}`))) {
      throw new Error(`console of ${page.url()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => {
    throw error;
  });
}

/**
 * For journeys that do not look at the pages of documents: drawing them is most of the work of a program built for tests, and
 * 9d-papiers looks at them. Said to the browser, not by answering in its place, which would cost it what it keeps of style sheets.
 */
export const sansImages = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => use({ ...launchOptions, args: [...launchOptions.args, "--blink-settings=imagesEnabled=false"] }),
    { scope: "worker" },
  ],
});

/** The form folded behind a button of the dossier, opened. */
export async function ouvrir(page, nom) {
  const tiroir = page.locator("details", { has: page.locator("summary", { hasText: new RegExp(`^\\s*${nom}\\s*$`) }) });
  await tiroir.locator("summary").click();
  return tiroir;
}
