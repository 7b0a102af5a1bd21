// Whoever has no account: a link comes to their mail, a code after it, and the page opens on their telephone.
import { expect } from "@playwright/test";
import { codeDans, lienDans, prendre } from "./courriers.js";
import { sansErreur } from "./outils.js";

/** Links opened so far: each is at an address of its own, as families are behind the proxy of a real service. */
let ouverts = 0;

/** A telephone of somebody without an account. */
export class Telephone {
  static async de(browser) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const telephone = new Telephone();
    telephone.page = await context.newPage();
    // A link that opens no more says so with its status.
    sansErreur(telephone.page, [404, 410, 422]);
    return telephone;
  }

  /** Opens the link that came to that address, and gives the code that follows it. */
  async ouvrir(adresse) {
    await this.arriver(adresse);
    await this.recevoirUnCode();
    await this.donnerLeCode(codeDans(prendre(adresse)));
    await expect(this.page.getByRole("link", { name: "Lire le document (PDF)" })).toBeVisible();
  }

  /** Opens the link that came to that address. */
  async arriver(adresse) {
    ouverts += 1;
    await this.page.setExtraHTTPHeaders({ "x-forwarded-for": `198.51.${100 + Math.floor(ouverts / 250)}.${ouverts % 250}` });
    await this.page.goto(lienDans(prendre(adresse)));
  }

  async recevoirUnCode() {
    await this.page.getByRole("button", { name: "Recevoir mon code" }).click();
    await expect(this.page.getByLabel("Votre code")).toBeVisible();
  }

  async donnerLeCode(code) {
    await this.page.getByLabel("Votre code").fill(code);
    await this.page.getByRole("button", { name: "Continuer" }).click();
  }

  /** The first bytes of the document: a PDF. */
  async lire() {
    const lien = this.page.getByRole("link", { name: "Lire le document (PDF)" });
    const pdf = await this.page.request.get(await lien.getAttribute("href"));
    expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
  }

  async signer() {
    await this.page.getByRole("button", { name: "Je signe", exact: true }).click();
    await expect(this.page.locator(".etat")).toContainText(/Vous avez signé|Tout le monde a signé/);
  }

  async accuserReception() {
    await this.page.getByRole("button", { name: "J’accuse réception" }).click();
    await expect(this.page.locator(".etat")).toContainText("Vous avez accusé réception");
  }

  async ranger() {
    await this.page.context().close();
  }
}
