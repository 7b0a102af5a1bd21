//! The page of a parcours, made from its fiche and its state.

mod documents;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::NaiveDate;
use raccroche_domain::{
    Identite,
    dispositif::{Acteur, Besoin, Dispositif, Etape as EtapeDeFiche, Issue, ModeleDocument},
    droits::GenreOrganisation,
    francais::{self, compter, date_longue, enumerer, majuscule, ponctuer},
    parcours::{EtatParcours, EvenementParcours, Partie, RefusParcours},
    suivi::Evenement,
};
use raccroche_pages::{
    alliance::Partage,
    components::{Action as Bouton, Alert, Event, Tone, Weight},
    dossier::{Etape, EtatEtape},
    form::{Answers, Choice, Drawer},
    groupes::Groupe,
    layout::Link,
    parcours::{Besoin as BesoinVu, EnCours, Parcours, Partie as PartieVue},
};
use raccroche_store::{
    Perimetre, acces, dossier,
    groupe::{self, GroupeLu},
    organisation,
    parcours::{self, MotifParcours, ParcoursLu},
};
use uuid::Uuid;

use super::{
    champs::{champs, saisi_en_mots},
    charte, conduit, fiche,
    liens::Donnes,
    qualites,
    remise::{self, SousMarche},
};
use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    rendu::{self, jour_en_mots},
    routes::{dossiers::d_une_ecole, groupes, jeunes::delai},
    visite::Visite,
};

pub(super) use documents::un_document;

/// Lines of the list of parcours at most.
pub(crate) const AU_PLUS: u64 = 200;

/// Parties who have no account: somebody else notes what they did on paper.
pub(super) const SANS_COMPTE: [Acteur; 7] = [
    Acteur::Jeune,
    Acteur::RepresentantLegal,
    Acteur::Tuteur,
    Acteur::ReferentPedagogique,
    Acteur::Entreprise,
    Acteur::Acheteur,
    Acteur::Partenaire,
];

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, id, None).await
}

/// The page, with the form that was refused, if any: its id and what was typed; 422 then.
pub(super) async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    refuse: Option<&(String, Answers)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let lu = parcours::lire(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let fiche = fiche(app, &lu.suivi.etat.dispositif)?;
    if lu.ferme_a(perimetre, fiche) {
        return charte::porte(app, qui, headers, &lu, fiche).await;
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record(&writer, perimetre, Some(lu.dossier), "dispositif", lu.motif.code()).await?;
    writer.commit().await?;
    let ouverts = groupes_ouverts(app, perimetre, &lu, fiche).await?;
    let autour = Autour {
        liens: Donnes::lire(app, perimetre, &lu).await?,
        groupes: ouverts,
        sous: SousMarche::lire(app, perimetre, &lu, fiche).await?,
    };
    let vue = Vue::new(perimetre, &lu, fiche, autour, refuse);
    let evenements = evenements(app, perimetre, &lu, id).await?;
    let organisations = if vue.ecriture { structures(app, perimetre).await? } else { Vec::new() };
    // Whoever takes part without the dossier came from their parcours, and goes back there.
    let ici = if matches!(lu.motif, MotifParcours::Dossier(_)) { "/jeunes" } else { "/parcours" };
    let mut page = vue.page(rendu::autour(app, qui, headers, ici), organisations, evenements);
    page.groupe = groupes::du_parcours(app, perimetre, &lu).await?;
    page.partage = charte::partage(app, perimetre, &lu, fiche).await?.map(|partage| Partage {
        partager: partage.partager.and_then(|tiroir| vue.tiroir(true, tiroir)),
        ..partage
    });
    let statut = if let Some((_, reponses)) = refuse {
        if !vue.remontre.get() {
            let phrase = reponses.problem.clone().unwrap_or_else(|| {
                "Votre saisie n’a pas été enregistrée : le parcours a changé entre-temps, relisez-le."
                    .to_owned()
            });
            page.alertes.push(Alert::new(Tone::Error, ponctuer(&phrase)));
        }
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    rendu::page_avec(statut, &page)
}

/// The groups that may be entered, when the step under way asks for one.
async fn groupes_ouverts(
    app: &App,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    fiche: &Dispositif,
) -> Result<Vec<GroupeLu>, Erreur> {
    let en_cours = lu.suivi.etat.etape_en_cours(fiche);
    let demande =
        en_cours.is_ok_and(|etape| etape.besoins.iter().any(|b| matches!(b, Besoin::Groupe { .. })));
    if !demande || lu.suivi.etat.fin.is_some() {
        return Ok(Vec::new());
    }
    Ok(groupe::ouverts(app.store().read(), perimetre, &fiche.code).await?)
}

/// First name and name of the young person.
pub(crate) fn nommer(identite: &Identite) -> String {
    let prenom = identite.prenoms.first().map(|lu| francais::prenom(lu)).unwrap_or_default();
    format!("{prenom} {}", identite.nom_famille).trim().to_owned()
}

/// What the journal of the dossier says of this parcours, latest first; for whoever holds the dossier.
async fn evenements(
    app: &App,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    id: Uuid,
) -> Result<Vec<Event>, Erreur> {
    // Whoever takes part without the dossier sees the steps, not who did what.
    if !matches!(lu.motif, MotifParcours::Dossier(_)) {
        return Ok(Vec::new());
    }
    let journal = dossier::journal(app.store().read(), perimetre, lu.dossier, None).await?;
    let siens = journal.into_iter().filter_map(|lue| match &lue.entree.evenement {
        Evenement::Parcours { id: quel, .. } if *quel == id => Some(Event {
            date: jour_en_mots(lue.entree.le, perimetre.le()),
            datetime: lue.le.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            text: ponctuer(&format!("{} {}.", lue.auteur_nom, lue.entree.evenement.phrase())),
            note: None,
            links: Vec::new(),
            undo: None,
        }),
        _ => None,
    });
    Ok(siens.collect())
}

/// Whom one may associate: one's own structure first, then the others by kind. A school receives pupils of its département:
/// others are not offered, nor is anybody farther to a school.
async fn structures(app: &App, perimetre: &Perimetre) -> Result<Vec<(String, Vec<Choice>)>, Erreur> {
    let sienne = perimetre.organisation();
    let choix = |nom: &str, id: Uuid| Choice::new(id.to_string(), nom.to_owned());
    let mut groupes = vec![("Votre structure".to_owned(), vec![choix(&sienne.nom, sienne.id)])];
    for genre in [
        GenreOrganisation::Etablissement,
        GenreOrganisation::Cio,
        GenreOrganisation::Psad,
        GenreOrganisation::MissionLocale,
        GenreOrganisation::Zap,
        GenreOrganisation::Dsden,
    ] {
        let proches = genre == GenreOrganisation::Etablissement || d_une_ecole(perimetre.role());
        let connues = organisation::list(app.store().read(), genre.into()).await?;
        let offertes: Vec<Choice> = connues
            .iter()
            .filter(|o| o.id != sienne.id && (!proches || o.departement == sienne.departement))
            .map(|o| choix(&o.nom, o.id))
            .collect();
        if !offertes.is_empty() {
            groupes.push((genre.libelle().to_owned(), offertes));
        }
    }
    Ok(groupes)
}

/// What is around the parcours and shown with it.
struct Autour {
    /// Links given to sign or to receive a document.
    liens: Donnes,
    /// Groups that may be entered, when the step under way asks for one.
    groupes: Vec<GroupeLu>,
    /// The public contract, and those that may be chosen.
    sous: SousMarche,
}

/// What the page is made from.
struct Vue<'a> {
    perimetre: &'a Perimetre,
    lu: &'a ParcoursLu,
    etat: &'a EtatParcours,
    fiche: &'a Dispositif,
    liens: Donnes,
    /// Groups that may be entered, when the step under way asks for one.
    groupes: Vec<GroupeLu>,
    sous: SousMarche,
    jour: NaiveDate,
    base: String,
    version: i64,
    /// Whether who looks may change anything at all.
    ecriture: bool,
    /// Whether the step under way is theirs.
    a_eux: bool,
    /// Whether they say who takes part and when it stops.
    conduit: bool,
    qualites: Vec<Acteur>,
    refuse: Option<&'a (String, Answers)>,
    remontre: std::cell::Cell<bool>,
}

impl<'a> Vue<'a> {
    fn new(
        perimetre: &'a Perimetre,
        lu: &'a ParcoursLu,
        fiche: &'a Dispositif,
        Autour { liens, groupes, sous }: Autour,
        refuse: Option<&'a (String, Answers)>,
    ) -> Self {
        let etat = &lu.suivi.etat;
        let qualites = qualites(perimetre, lu);
        Self {
            perimetre,
            lu,
            etat,
            fiche,
            liens,
            groupes,
            sous,
            jour: perimetre.le(),
            base: format!("/parcours/{}", lu.suivi.id),
            version: i64::from(lu.rang),
            ecriture: lu.ecriture && etat.fin.is_none(),
            conduit: conduit(perimetre, lu),
            a_eux: etat.appartient_a(fiche, &qualites).is_ok(),
            qualites,
            refuse,
            remontre: std::cell::Cell::new(false),
        }
    }

    /// A drawer, or nothing for who may not; with what was typed when its form was refused.
    fn tiroir(&self, permis: bool, tiroir: Drawer) -> Option<Drawer> {
        if !permis {
            return None;
        }
        let Some((_, reponses)) = self.refuse.filter(|(formulaire, _)| *formulaire == tiroir.form.id) else {
            return Some(tiroir);
        };
        self.remontre.set(true);
        Some(Drawer { form: tiroir.form.after(reponses), open: true, ..tiroir })
    }

    fn page(
        &self,
        layout: raccroche_pages::layout::Layout,
        organisations: Vec<(String, Vec<Choice>)>,
        evenements: Vec<Event>,
    ) -> Parcours {
        let visible = matches!(self.lu.motif, MotifParcours::Dossier(_));
        let pourquoi = match &self.lu.motif {
            MotifParcours::Dossier(motif) => format!("Vous voyez ce parcours parce que {}.", motif.libelle()),
            MotifParcours::Partie(acteur) | MotifParcours::Lien(acteur) | MotifParcours::Remise(acteur) => {
                format!(
                    "Vous voyez ce parcours parce que votre structure y participe ({}). Le reste du dossier ne vous est pas \
                 montré.",
                    acteur.libelle()
                )
            }
        };
        let acteurs = Acteur::TOUS.iter().map(|acteur| (acteur.code(), acteur.libelle()));
        let acteurs: Vec<(&str, &str)> = acteurs.collect();
        let issues: Vec<(&str, &str)> = [Issue::Abandonne, Issue::Interrompu, Issue::SansSuite]
            .into_iter()
            .map(|issue| (issue.code(), issue.libelle()))
            .collect();
        let issues: Vec<Choice> =
            issues.into_iter().map(|(code, libelle)| Choice::new(code, majuscule(libelle))).collect();
        Parcours {
            layout,
            jeune: Link::new(
                nommer(&self.lu.identite),
                format!("/dossiers/{}?onglet=parcours", self.lu.dossier),
            ),
            dossier_visible: visible,
            dispositif: Link::new(self.fiche.nom.clone(), format!("/dispositifs/{}", self.fiche.code)),
            resume: self.fiche.resume.clone(),
            pourquoi: ponctuer(&pourquoi),
            fil: self.fil(),
            groupe: None,
            en_cours: self.en_cours(),
            alertes: self.fin().into_iter().collect(),
            parties: self.etat.parties.iter().map(|partie| self.partie(partie)).collect(),
            associer: self.tiroir(
                self.ecriture && self.conduit,
                Parcours::associer(&self.base, self.version, Choice::list(&acteurs), organisations),
            ),
            marche: self.sous.vu(),
            documents: self.etat.documents.iter().rev().map(|document| self.document(document)).collect(),
            partage: None,
            arreter: self
                .tiroir(self.ecriture && self.conduit, Parcours::arreter(&self.base, self.version, issues)),
            evenements,
        }
    }

    fn fin(&self) -> Option<Alert> {
        let (le, issue) = self.etat.fin?;
        let texte = format!("Parcours {} le {}.", issue.libelle(), date_longue(le));
        Some(Alert::new(Tone::Info, ponctuer(&texte)))
    }

    fn fil(&self) -> Vec<Etape> {
        let pas = |code: &str, etat, detail: String| Etape {
            titre: self.fiche.etape(code).map_or_else(|| code.to_owned(), |etape| etape.titre.clone()),
            etat,
            detail,
            tiroir: None,
            lien: None,
        };
        let mut fil: Vec<Etape> = self
            .etat
            .franchies
            .iter()
            .map(|(code, le)| pas(code, EtatEtape::Faite, format!("le {}", date_longue(*le))))
            .collect();
        if self.etat.fin.is_none() {
            let depuis = format!("depuis le {}", date_longue(self.etat.etape_depuis));
            fil.push(pas(&self.etat.etape, EtatEtape::EnCours, depuis));
        }
        fil
    }

    fn en_cours(&self) -> Option<EnCours> {
        if self.etat.fin.is_some() {
            return None;
        }
        let etape = self.etat.etape_en_cours(self.fiche).ok()?;
        let agit = self.ecriture && self.a_eux;
        let acteurs: Vec<String> = etape.acteurs.iter().map(|acteur| acteur.libelle().to_owned()).collect();
        let manques = self.etat.manques(self.fiche, self.jour, self.lu.personne);
        let delai_dit = etape.delai.as_ref().map(|prevu| {
            let (texte, tone) = match self.etat.echeance(self.fiche) {
                Some(le) if le < self.jour => (
                    format!(
                        "En retard, à faire avant {} : {}.",
                        jour_en_mots(le, self.jour),
                        prevu.en_mots(self.fiche)
                    ),
                    Tone::Error,
                ),
                Some(le) => (
                    format!("À faire avant {} : {}.", jour_en_mots(le, self.jour), prevu.en_mots(self.fiche)),
                    delai(le, self.jour).1,
                ),
                None => (format!("Délai : {}.", prevu.en_mots(self.fiche)), Tone::Info),
            };
            Alert::new(if tone == Tone::Neutral { Tone::Info } else { tone }, ponctuer(&texte))
        });
        // Whose the step is stands above.
        let attente = if manques.is_empty() {
            self.suites_fermees(etape)
        } else {
            Some(format!("Il manque : {}.", manques.join(" ; ")))
        };
        Some(EnCours {
            titre: etape.titre.clone(),
            acteurs: ponctuer(&format!("Cette étape revient à : {}.", enumerer(&acteurs))),
            delai: delai_dit,
            besoins: etape.besoins.iter().map(|besoin| self.besoin(etape, besoin, agit)).collect(),
            suites: if agit { self.suites(etape, manques.is_empty()) } else { Vec::new() },
            attente: attente.filter(|_| self.a_eux).map(|phrase| ponctuer(&phrase)),
        })
    }

    /// What another answer would open, once nothing else is missing.
    fn suites_fermees(&self, etape: &EtapeDeFiche) -> Option<String> {
        let suivantes = etape.suivantes.iter().filter_map(|code| self.fiche.etape(code));
        let fermees: Vec<String> = suivantes
            .filter_map(|suite| {
                let passage = self.passage(suite);
                let refus = self.etat.admettre(&passage, self.fiche, self.jour, self.lu.personne).err()?;
                matches!(refus, RefusParcours::Seulement { .. }).then(|| format!("{refus}."))
            })
            .collect();
        (!fermees.is_empty()).then(|| fermees.join(" "))
    }

    fn passage(&self, vers: &EtapeDeFiche) -> EvenementParcours {
        self.etat.passage(self.fiche, vers, self.jour, self.lu.personne)
    }

    /// The ways on that the rules would accept now, and the ways back.
    fn suites(&self, etape: &EtapeDeFiche, complete: bool) -> Vec<Bouton> {
        let mut suites = Vec::new();
        let vers = |suite: &EtapeDeFiche, mots: &str, poids| {
            Bouton::new(ponctuer(&format!("{mots} : {}", suite.titre)), format!("{}/etapes", self.base))
                .with("version", self.version)
                .with("vers", &suite.code)
                .weight(poids)
        };
        for suite in etape.suivantes.iter().filter_map(|code| self.fiche.etape(code)) {
            let passage = self.passage(suite);
            let admis = self.etat.admettre(&passage, self.fiche, self.jour, self.lu.personne).is_ok();
            if admis && matches!(passage, EvenementParcours::EtapeFranchie { .. }) {
                let sortie = suite.fin.is_some_and(|issue| issue != Issue::Acheve);
                let poids = if sortie { Weight::Tertiary } else { Weight::Primary };
                suites.push(vers(suite, "Passer à", poids));
            }
        }
        if let Some(issue) = etape.fin.filter(|_| complete) {
            suites.push(
                Bouton::new(
                    ponctuer(&format!("Terminer le parcours : {}", issue.libelle())),
                    format!("{}/arreter", self.base),
                )
                .with("version", self.version)
                .with("issue", issue.code())
                .weight(Weight::Primary),
            );
        }
        let retours = self.etat.retours(self.fiche, self.jour, self.lu.personne).into_iter();
        suites.extend(retours.map(|etape| vers(etape, "Revenir à", Weight::Tertiary)));
        suites
    }

    fn besoin(&self, etape: &EtapeDeFiche, besoin: &Besoin, agit: bool) -> BesoinVu {
        let fait = self.etat.manque(self.fiche, etape, besoin, self.jour, self.lu.personne).is_none();
        let (base, version) = (&self.base, self.version);
        let etablit = agit || (self.ecriture && self.conduit);
        let (detail, tiroir) = match besoin {
            Besoin::Document { modele } => self.besoin_document(*modele, etablit),
            // Signatures are given under the document itself; a version can be made here when none was asked for apart.
            Besoin::Signatures { modele, .. } => {
                let a_part = etape
                    .besoins
                    .iter()
                    .any(|autre| matches!(autre, Besoin::Document { modele: m } if m == modele));
                self.besoin_document(*modele, etablit && !a_part)
            }
            // Each commits for themselves, under the charter below.
            Besoin::Engagements { modele } => {
                let document = self.etat.document_en_vigueur(*modele).map(|document| document.id);
                let membres = self.etat.membres().count() as u64;
                let signes = self.etat.membres().filter(|partie| {
                    document.is_some_and(|document| self.etat.engagement(document, partie.id).is_some())
                });
                (format!("{} sur {}", signes.count(), compter(membres, "membre")), None)
            }
            Besoin::Decision { par } => {
                let rendue = self.etat.decision(&etape.code, *par);
                let detail = rendue.map_or_else(String::new, |decision| {
                    let sens = if decision.favorable { "favorable" } else { "défavorable" };
                    format!("{sens}, le {}", date_longue(decision.le))
                });
                let leur = self.ecriture && self.qualites.contains(par);
                (detail, self.tiroir(leur, Parcours::decision(base, version, par.code())))
            }
            Besoin::Reunion { .. } => {
                let tenue = self.etat.reunion_tenue(&etape.code);
                let detail =
                    tenue.map_or_else(String::new, |tenue| format!("tenue le {}", date_longue(tenue.le)));
                (detail, self.tiroir(agit, Parcours::reunion(base, version, &self.jour.to_string())))
            }
            Besoin::Date { nom } => {
                let connu = self.etat.dates.get(nom);
                let detail = connu.map_or_else(String::new, |le| date_longue(*le));
                let iso = connu.map(ToString::to_string);
                let titre = majuscule(nom.libelle());
                (detail, self.tiroir(agit, Parcours::date(base, version, nom.code(), &titre, iso.as_deref())))
            }
            Besoin::Groupe { code, .. } => {
                let connu = self.etat.saisies.get(code);
                let choix: Vec<Choice> = self.groupes.iter().map(groupes::choix).collect();
                let tiroir = Groupe::choisir(base, version, code, choix, connu.is_some());
                let detail = match connu {
                    Some(connu) => saisi_en_mots(connu),
                    None if agit && self.groupes.is_empty() => {
                        "aucun groupe de votre département n’a de place libre".to_owned()
                    }
                    None => String::new(),
                };
                (detail, self.tiroir(agit && !self.groupes.is_empty(), tiroir))
            }
            Besoin::Marche { code, titre } => {
                let connu = self.etat.marche();
                let choisi = connu.map(|(id, _)| id.to_string());
                let choix = self.sous.choix.clone();
                let tiroir = Parcours::marche(base, version, code, titre, choix, choisi.as_deref());
                (connu.map(|(_, nom)| nom.to_owned()).unwrap_or_default(), self.tiroir(agit, tiroir))
            }
            Besoin::Champ { .. }
            | Besoin::Texte { .. }
            | Besoin::Nombre { .. }
            | Besoin::Semaine { .. }
            | Besoin::Remise { .. } => {
                let code = besoin.code_saisi().unwrap_or_default();
                let connu = self.etat.saisies.get(code);
                let champs = champs(besoin, connu);
                let tiroir = Parcours::saisie(base, version, code, champs, connu.is_some());
                let ailleurs = if let Besoin::Remise { .. } = besoin { remise::OU } else { "" };
                let detail = connu.map_or_else(|| ponctuer(ailleurs), saisi_en_mots);
                (detail, self.tiroir(agit, tiroir))
            }
        };
        // What may stay empty is done only once it is filled.
        let rempli = besoin.code_saisi().is_none_or(|code| self.etat.saisies.contains_key(code));
        BesoinVu {
            texte: majuscule(&besoin.en_mots()),
            fait: fait && rempli,
            facultatif: besoin.facultatif(),
            detail,
            formulaire: tiroir,
        }
    }

    fn besoin_document(&self, modele: ModeleDocument, etablit: bool) -> (String, Option<Drawer>) {
        let dernier = self.etat.document_en_vigueur(modele);
        let connu = dernier.filter(|document| document.rang > self.etat.etape_rang);
        let detail = connu.map_or_else(String::new, |document| {
            let perime = self.etat.est_perime(document);
            let reserve = if perime { " ; ce qu’elle dit a changé depuis" } else { "" };
            ponctuer(&format!("version {}, le {}{reserve}", document.version, date_longue(document.le)))
        });
        // Only whoever holds the dossier can fill a document with what it says.
        let permis = etablit
            && matches!(self.lu.motif, MotifParcours::Dossier(_))
            && connu.is_none_or(|document| document.scelle.is_none() || self.etat.est_perime(document));
        let perdues: Vec<String> =
            self.etat.signatures_perdues(modele).into_iter().map(str::to_owned).collect();
        let perdues = (!perdues.is_empty()).then(|| enumerer(&perdues));
        let deja = connu.is_some() || perdues.is_some();
        let tiroir = Parcours::document(&self.base, self.version, modele.code(), deja, perdues.as_deref());
        (detail, self.tiroir(permis, tiroir))
    }

    fn partie(&self, partie: &Partie) -> PartieVue {
        let detail = match partie.retiree_le {
            Some(le) => format!("n’y participe plus depuis le {}", date_longue(le)),
            None => format!("depuis le {}", date_longue(partie.depuis)),
        };
        let retirable = self.ecriture && self.conduit && partie.retiree_le.is_none();
        PartieVue {
            nom: partie.nom.clone(),
            qualite: partie.acteur.libelle().to_owned(),
            detail,
            retirer: retirable.then(|| Bouton {
                about: Some(partie.nom.clone()),
                ..Bouton::new("Retirer du parcours", format!("{}/parties/retirer", self.base))
                    .with("version", self.version)
                    .with("partie", partie.id)
            }),
        }
    }
}
