// Parcours from their first step, each act by somebody to whom the step belongs.
import { expect } from "@playwright/test";
import { compte, sansImages as test, tient } from "./outils.js";
import { dans, Equipe, organisationDe, ouvrirParcours, Parcours } from "./parcours.js";

let equipe;

test.beforeAll(({ browser }) => {
  equipe = new Equipe(browser);
});
test.afterAll(() => equipe.partir());

test("everybody whom a fiche names finds in the demonstration a parcours in which they take part", async () => {
  test.setTimeout(90_000);
  const acteurs = ["referent_decrochage", "chef_etablissement", "psy_en", "coordonnateur_mlds", "responsable_psad"];
  for (const role of [...acteurs, "conseiller_mission_locale", "ien_io"]) {
    const page = await equipe.page(role);
    await page.goto("/parcours");
    await tient(page);
    await page.locator("main a[href^='/parcours/']").first().click();
    await expect(page.locator("h2#maintenant"), role).toBeVisible();
    await tient(page);
  }
});

test("a PAFI goes from the diagnosis to its bilan, through a contract that all sign and an amendment", async () => {
  test.setTimeout(180_000);
  const [referent, chef, dasen] = ["referent_decrochage", "chef_etablissement", "ien_io"];
  const adresse = await ouvrirParcours(equipe, referent, "pafi", [chef, dasen]);
  const ecole = await Parcours.de(equipe, referent, adresse);
  await expect(ecole.etape).toContainText("Repérer et faire le diagnostic en GPDS");
  await expect(ecole.etape.getByRole("button", { name: /Passer à.*Dessiner/ })).toHaveCount(0);
  await ecole.satisfaire();
  await ecole.passer("Dessiner le parcours");
  // A year at most, and always a day of return: what is too long is refused with its sum, and what was typed stays.
  await ecole.donner("date-debut", dans(7));
  await ecole.donner("date-fin", dans(480));
  await expect(ecole.page.getByText(/de trop/).first()).toBeVisible();
  await expect(ecole.page.locator("form#date-fin input[name=le]")).toHaveValue(dans(480));
  await tient(ecole.page);
  await ecole.satisfaire({ fin: dans(60), retour: dans(61) });
  await ecole.passer("Signer le contrat");

  await ecole.associer("jeune", "Camille Essai");
  await ecole.associer("representant_legal", "Dominique Essai");
  await ecole.associer("partenaire", "Garage du Centre");
  await ecole.associer("tuteur", "Sacha Roy");
  await ecole.associer("chef_etablissement", compte(chef).nom, organisationDe(chef));
  await ecole.associer("dasen", "Direction des services départementaux", organisationDe(dasen));
  await ecole.satisfaire();
  await ecole.signaturesSurPapier();
  await expect(ecole.page.getByText("signé sur papier").first()).toBeVisible();
  await expect(ecole.page.locator("form[id^=signer-]"), "nobody signs for the head").toHaveCount(0);
  const direction = await Parcours.de(equipe, chef, adresse);
  await tient(direction.page);
  await direction.signer();
  await expect(direction.page.getByText("signé par tous, scellé").first()).toBeVisible();
  const pdf = await direction.page.request.get(await direction.page.locator("article h3 a").first().getAttribute("href"));
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");

  await ecole.page.goto(adresse);
  await ecole.passer("Valider le parcours");
  await expect(ecole.page.locator("form#decision-dasen"), "the school does not decide for the DASEN").toHaveCount(0);
  const inspection = await Parcours.de(equipe, dasen, adresse);
  await inspection.satisfaire({ mef_dedie: "24720003031" });
  await inspection.passer("Suivre le parcours avec le tuteur");

  await ecole.page.goto(adresse);
  await ecole.satisfaire();
  await ecole.passer("Ajuster le parcours par un avenant");
  await ecole.donner("date-effet", dans(0));
  await expect(ecole.page.getByText("prend effet pendant le parcours").first()).toBeVisible();
  await ecole.satisfaire({ effet: dans(20) });
  await ecole.signaturesSurPapier();
  await direction.page.goto(adresse);
  await direction.signer();
  await ecole.page.goto(adresse);
  await ecole.passer("Suivre le parcours avec le tuteur");
  await ecole.satisfaire();
  await ecole.passer("Dresser le bilan");
  await ecole.satisfaire({ suite: "poursuit sa scolarité" });
  await ecole.etape.getByRole("button", { name: /Terminer le parcours/ }).click();
  await expect(ecole.page.getByText(/Parcours mené à son terme/)).toBeVisible();
  await tient(ecole.page);
  await ecole.page.setViewportSize({ width: 390, height: 844 });
  await tient(ecole.page);
  await ecole.page.setViewportSize({ width: 1280, height: 720 });
});

test("a right to return goes from the request to a path that all have signed", async () => {
  test.setTimeout(120_000);
  const [psy, accueil, dasen] = ["psy_en", "chef_etablissement", "ien_io"];
  const adresse = await ouvrirParcours(equipe, psy, "droit_retour", [dasen]);
  const cio = await Parcours.de(equipe, psy, adresse);
  await cio.satisfaire({ demande: dans(-3), premier_contact: dans(-2) });
  await cio.passer("Tenir l’entretien");
  await expect(cio.etape, "fifteen days from the request").toContainText("15 jours");
  await expect(cio.etape).toContainText("D122-3-3");
  await cio.satisfaire();
  await cio.passer("Remettre le document récapitulatif");
  await cio.satisfaire();
  await cio.passer("Choisir le statut");
  await cio.satisfaire({ statut: "scolaire", formation: "CAP Électricien" });
  await cio.passer("Prononcer l’affectation");
  const inspection = await Parcours.de(equipe, dasen, adresse);
  await inspection.satisfaire();
  await inspection.passer("Écrire le parcours et le faire signer");
  await cio.page.goto(adresse);
  await cio.associer("jeune", "Camille Essai");
  await cio.associer("representant_legal", "Dominique Essai");
  await cio.associer("referent_pedagogique", "Bernard Lalanne");
  await cio.associer("etablissement_accueil", compte(accueil).nom, organisationDe(accueil));
  await cio.satisfaire({ debut: dans(10), fin: dans(200) });
  await cio.signaturesSurPapier();
  const ecole = await Parcours.de(equipe, accueil, adresse);
  await ecole.signer();
  await cio.page.goto(adresse);
  await expect(cio.page.getByText("signé par tous, scellé").first()).toBeVisible();
  await cio.passer("Suivre la formation");
});

test("a candidate to a micro-lycée is proposed by the PSAD, received by the commission, and admitted", async () => {
  test.setTimeout(120_000);
  const [psad, mlds, chef] = ["responsable_psad", "coordonnateur_mlds", "chef_etablissement"];
  const adresse = await ouvrirParcours(equipe, psad, "micro_lycee", [mlds]);
  const plateforme = await Parcours.de(equipe, psad, adresse);
  await plateforme.associer("coordonnateur_mlds", compte(mlds).nom, organisationDe(mlds));
  await plateforme.associer("chef_etablissement", compte(chef).nom, organisationDe(chef));
  await plateforme.satisfaire();
  await plateforme.passer("Proposer le jeune");
  await plateforme.satisfaire();
  await plateforme.passer("Recevoir le jeune et décider en commission");
  await expect(plateforme.etape).toContainText("coordonnateur MLDS");
  const commission = await Parcours.de(equipe, mlds, adresse);
  await commission.satisfaire();
  const direction = await Parcours.de(equipe, chef, adresse);
  await direction.satisfaire();
  await direction.passer("Admettre et inscrire");
  await commission.page.goto(adresse);
  await commission.satisfaire({ debut: dans(14), fin: dans(600), diplome: "professionnel" });
  await commission.passer("Suivre la première année");
});

test("« Ambition emploi » that is too long is refused with the sum, and two thirds of stages at most", async () => {
  test.setTimeout(90_000);
  const [referent, chef] = ["referent_decrochage", "chef_etablissement"];
  const adresse = await ouvrirParcours(equipe, referent, "ambition_emploi", [chef]);
  const ecole = await Parcours.de(equipe, referent, adresse);
  await ecole.satisfaire({ resultat_examen: "ajourné" });
  await ecole.passer("Admettre sous statut scolaire");
  await ecole.donner("date-debut", dans(7));
  await ecole.donner("date-fin", dans(7 + 160));
  await expect(ecole.page.getByText(/4.mois/).first()).toBeVisible();
  await expect(ecole.page.getByText(/de trop/).first()).toBeVisible();
  await tient(ecole.page);
  await ecole.satisfaire({ fin: dans(7 + 90) });
  const direction = await Parcours.de(equipe, chef, adresse);
  await direction.satisfaire();
  await direction.passer("Suivre le parcours");
  await ecole.page.goto(adresse);
  await ecole.passer("Organiser un stage");
  await ecole.donner("date-debut_stage", dans(8));
  await ecole.donner("date-fin_stage", dans(7 + 88));
  await expect(ecole.page.getByText(/au plus 2\/3/).first()).toBeVisible();
  await tient(ecole.page);
  await ecole.donner("date-fin_stage", dans(40));
  await expect(ecole.page.getByText(/au plus 2\/3/)).toHaveCount(0);
});

test("a tutorat goes to its end by the generic way, and a parcours can always stop", async () => {
  test.setTimeout(90_000);
  const adresse = await ouvrirParcours(equipe, "referent_decrochage", "tutorat");
  const ecole = await Parcours.de(equipe, "referent_decrochage", adresse);
  await ecole.satisfaire({ tuteur_nom: "Nadia Haddad" });
  await ecole.passer("Recueillir l’accord");
  await ecole.satisfaire({ accord: "accord" });
  await ecole.passer("Suivre le déroulement");
  await ecole.satisfaire({ fin: dans(90) });
  await ecole.passer("Dresser le bilan avec le jeune");
  await ecole.satisfaire();
  await ecole.etape.getByRole("button", { name: /Terminer le parcours/ }).click();
  await expect(ecole.page.getByText(/Parcours mené à son terme/)).toBeVisible();

  const autre = await ouvrirParcours(equipe, "referent_decrochage", "ppre");
  const arrete = await Parcours.de(equipe, "referent_decrochage", autre);
  const form = arrete.page.locator("form#arreter");
  await arrete.page.locator("details", { has: form }).locator("summary").click();
  await form.locator("input[value=abandonne]").check({ force: true });
  await form.getByRole("button").click();
  await expect(arrete.page.getByText(/Parcours abandonné/)).toBeVisible();
  await tient(arrete.page);
});
