// Every fiche of the catalogue, from its first step to its end, each step by those whom it names.
import { readdirSync } from "node:fs";
import { expect } from "@playwright/test";
import { catalogue, Deroulement, dossiers } from "./fiches.js";
import { Telephone } from "./liens.js";
import { sansImages as test } from "./outils.js";
import { Equipe } from "./parcours.js";

const codes = readdirSync(new URL("../../dispositifs/", import.meta.url))
  .filter((nom) => nom.endsWith(".toml"))
  .map((nom) => nom.replace(".toml", ""))
  .sort();

let equipe;
let fiches;
let tous;
let telephone;

test.beforeAll(async ({ baseURL, browser, playwright }) => {
  // Nothing on the way needs a script.
  equipe = new Equipe(browser, { javaScriptEnabled: false });
  fiches = await catalogue(equipe, playwright, baseURL);
  tous = await dossiers(equipe);
  telephone = await Telephone.de(browser);
});
test.afterAll(async () => {
  await telephone?.ranger();
  await equipe.partir();
});

test("the platform publishes every file of the catalogue", () => {
  expect([...fiches.keys()].sort()).toEqual(codes);
});

for (const [rang, code] of codes.entries()) {
  test(`${code} goes from its first step to its end, each by those whom it names`, async () => {
    test.setTimeout(120_000);
    const deroulement = new Deroulement(equipe, fiches.get(code), telephone);
    // Each in another dossier, so that the school or the platform is now one that holds it, now one that takes part.
    const vues = await deroulement.mener([...tous.slice(rang % tous.length), ...tous]);
    const menent = fiches.get(code).etapes.filter((etape) => !etape.fin || etape.fin === "acheve");
    expect(menent.map((etape) => etape.code).filter((etape) => !vues.includes(etape)), "steps that no walk sees").toEqual([]);
  });
}
