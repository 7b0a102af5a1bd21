//! The parcours of the demonstration's month, each act by somebody to whom its step belongs, through the doors that they use.
//!
//! What a step needs is read from its fiche, so that a fiche that asks for more is still told to its end.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use raccroche_domain::{
    dispositif::{Acteur, Besoin, DateNommee, Dispositif, ReponseEligibilite, eligibilite},
    droits::{GenreOrganisation as Genre, Role},
    francais,
    groupe::GroupeChoisi,
    parcours::{Creneau, DemiJournee, EvenementParcours, MoyenSignature, Saisi},
    suivi::{Evenement, NatureSolution},
};
use raccroche_store::{
    Perimetre, StoreError, Writer, contact,
    dossier::{self, Filtre, Page, Tri},
    groupe,
    information::{self, NouvelleInformation},
    jeune, marche,
    parcours::{self, MotifParcours, ParcoursLu},
};
use uuid::Uuid;

use super::{
    Hasard, Lieux, PERSONNES, Temps, au_travail,
    histoires::{HISTOIRES, Histoire, Jusque},
    resultats,
};
use crate::{
    erreur::Erreur,
    etat::App,
    faits::du_dossier,
    routes::parcours::{
        charte, papiers, qualites,
        signatures::{self, Reponse},
    },
};

/// Dossiers looked at before an opening is given up.
const CHERCHES: u64 = 200;
/// Minutes between two acts.
const PAUSE: i64 = 3;

/// A parcours that is told.
#[derive(Debug)]
pub(super) struct Mene {
    pub(super) histoire: &'static Histoire,
    pub(super) id: Uuid,
}

/// Where the telling stands.
#[derive(Debug)]
pub(super) struct Recit {
    hasard: Hasard,
    aujourd_hui: NaiveDate,
    pub(super) menes: Vec<Mene>,
    pub(super) pris: BTreeSet<Uuid>,
    pub(super) ecrites: u64,
    /// The day of the results of exams, once the school has sent them.
    pub(super) resultats: Option<NaiveDate>,
}

/// A day of the telling: who works on it, and the moment of the next act.
pub(super) struct Jour<'a> {
    pub(super) app: &'a App,
    temps: &'a Temps,
    lieux: &'a Lieux,
    pub(super) equipe: BTreeMap<Role, Perimetre>,
    moment: DateTime<Utc>,
}

impl Recit {
    pub(super) fn new(graine: u64, aujourd_hui: NaiveDate) -> Self {
        let hasard = Hasard(graine ^ 0x7061_7263_6F75_7273);
        Self { hasard, aujourd_hui, menes: Vec::new(), pris: BTreeSet::new(), ecrites: 0, resultats: None }
    }

    /// Dossiers in which a parcours is told: the rest of the month leaves them alone.
    pub(super) fn pris(&self) -> &BTreeSet<Uuid> {
        &self.pris
    }

    /// How many entries were written so far.
    pub(super) fn ecrites(&self) -> u64 {
        self.ecrites
    }

    /// Nobody works at the week-end: what falls on it was done the Friday before.
    fn le(&self, il_y_a: u64) -> NaiveDate {
        let jour = self.aujourd_hui.checked_sub_days(Days::new(il_y_a)).unwrap_or(self.aujourd_hui);
        let week_end = chrono::Datelike::weekday(&jour).num_days_from_monday().saturating_sub(4);
        jour.checked_sub_days(Days::new(week_end.into())).unwrap_or(jour)
    }

    /// What is done on a day.
    pub(super) async fn raconter(
        &mut self,
        app: &App,
        temps: &Temps,
        lieux: &Lieux,
        jour: NaiveDate,
    ) -> Result<(), StoreError> {
        let mut equipe = BTreeMap::new();
        for (.., roles) in PERSONNES {
            for role in roles {
                if let Some(perimetre) = au_travail(app.store(), *role, jour).await? {
                    equipe.insert(*role, perimetre);
                }
            }
        }
        let moment = jour.and_time(NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default()).and_utc();
        let mut jour_dit = Jour { app, temps, lieux, equipe, moment };
        for histoire in HISTOIRES {
            if self.le(histoire.il_y_a) == jour {
                self.ouvrir(&mut jour_dit, histoire).await?;
            }
        }
        if self.le(resultats::LUS) == jour {
            Box::pin(self.lire_resultats(&mut jour_dit)).await?;
        }
        if self.le(resultats::INFORMEES) == jour {
            Box::pin(self.informer(&mut jour_dit)).await?;
        }
        for rang in 0..self.menes.len() {
            let (histoire, id) = (self.menes[rang].histoire, self.menes[rang].id);
            for pas in histoire.pas {
                if self.le(pas.il_y_a) == jour {
                    Box::pin(self.avancer(&mut jour_dit, histoire, id, &pas.jusque)).await?;
                }
            }
        }
        Ok(())
    }

    /// Opens it in the first dossier in which it may be, from somewhere in the list.
    async fn ouvrir(&mut self, jour: &mut Jour<'_>, histoire: &'static Histoire) -> Result<(), StoreError> {
        let app = jour.app;
        let Some(fiche) = app.catalogue().get(histoire.dispositif) else { return Ok(()) };
        let Some(perimetre) = jour.equipe.get(&histoire.ouvre).cloned() else { return Ok(()) };
        let page = Page { depuis: 0, taille: CHERCHES };
        let mut lignes =
            dossier::lister(app.store().read(), &perimetre, &Filtre::default(), Tri::Nom, page).await?;
        let debut = usize::try_from(self.hasard.sous(lignes.len() as u64)).unwrap_or(0);
        lignes.rotate_left(debut);
        for ligne in lignes {
            if self.pris.contains(&ligne.id) || !jour.le_tiennent(histoire.avec, ligne.id).await? {
                continue;
            }
            let writer = jour.ecrire().await?;
            if let Some(ecrites) = commencer(jour, &writer, &perimetre, histoire, fiche, ligne.id).await? {
                let seuils = &app.config().seuils;
                let id = parcours::ouvrir(&writer, &perimetre, ligne.id, fiche, seuils).await?;
                writer.commit().await?;
                self.pris.insert(ligne.id);
                self.ecrites += 1 + ecrites;
                self.menes.push(Mene { histoire, id });
                return self.associer(jour, histoire, id, &perimetre).await;
            }
        }
        Ok(())
    }

    pub(super) async fn associer(
        &mut self,
        jour: &mut Jour<'_>,
        histoire: &Histoire,
        id: Uuid,
        perimetre: &Perimetre,
    ) -> Result<(), StoreError> {
        let Some(lu) = parcours::lire(jour.app.store().read(), perimetre, id).await? else { return Ok(()) };
        for acteur in histoire.parties {
            let Some((nom, organisation)) = self.partie(jour, *acteur, &lu, perimetre).await? else {
                continue;
            };
            let evenement = EvenementParcours::PartieAjoutee {
                id: jour.ecrire().await?.new_id(),
                acteur: *acteur,
                nom,
                organisation,
            };
            self.inscrire(jour, perimetre, id, evenement).await?;
        }
        Ok(())
    }

    /// The name of who takes part as such, and their organisation when they have accounts; nobody for the parents of an adult.
    async fn partie(
        &mut self,
        jour: &Jour<'_>,
        acteur: Acteur,
        lu: &ParcoursLu,
        perimetre: &Perimetre,
    ) -> Result<Option<(String, Option<Uuid>)>, StoreError> {
        let lieu = |genre| jour.lieux.0.get(&genre).map(|organisation| organisation.id);
        Ok(Some(match acteur {
            Acteur::Jeune => {
                let prenom = lu.identite.prenoms.first().map(|p| francais::prenom(p)).unwrap_or_default();
                (format!("{prenom} {}", lu.identite.nom_famille).trim().to_owned(), None)
            }
            Acteur::RepresentantLegal => {
                if !lu.personne.mineur(perimetre.le()) {
                    return Ok(None);
                }
                let connus = contact::representants(jour.app.store().read(), perimetre, lu.jeune).await?;
                let nom = connus.iter().find(|connu| connu.legal).map_or_else(
                    || {
                        format!(
                            "{} {}",
                            self.hasard.parmi(&["Claire", "Marc", "Nadège"]),
                            lu.identite.nom_famille
                        )
                    },
                    |connu| {
                        let prenom = connu.prenom.as_deref().map(francais::prenom).unwrap_or_default();
                        format!("{prenom} {}", connu.nom).trim().to_owned()
                    },
                );
                (nom, None)
            }
            Acteur::Dasen => ("Anne-Marie Sarlat".to_owned(), lieu(Genre::Dsden)),
            Acteur::EtablissementAccueil => ("Hélène Castaing".to_owned(), lieu(Genre::Etablissement)),
            Acteur::Tuteur => {
                (self.hasard.parmi(&["Nadia Haddad", "Jérôme Lafitte", "Solène Bordes"]).to_string(), None)
            }
            Acteur::ReferentPedagogique => ("Bernard Lalanne".to_owned(), None),
            // Who answers for the company of the public contract.
            Acteur::Entreprise if perimetre.role() == Role::CoordonnateurMlds => {
                ("Yann Darricau".to_owned(), None)
            }
            Acteur::Partenaire | Acteur::Entreprise | Acteur::Acheteur => {
                (self.hasard.parmi(&ACCUEILS).to_string(), None)
            }
            autre => {
                let Some(role) = autre.role() else { return Ok(None) };
                let Some(leur) = jour.equipe.get(&role) else { return Ok(None) };
                (leur.nom().to_owned(), Some(leur.organisation().id))
            }
        }))
    }

    async fn avancer(
        &mut self,
        jour: &mut Jour<'_>,
        histoire: &Histoire,
        id: Uuid,
        jusque: &Jusque,
    ) -> Result<(), StoreError> {
        let Some(fiche) = jour.app.catalogue().get(histoire.dispositif) else { return Ok(()) };
        let Some(lu) = jour.lire(histoire.ouvre, id).await? else { return Ok(()) };
        let Ok(etape) = lu.suivi.etat.etape_en_cours(fiche) else { return Ok(()) };
        if let Jusque::Partage(role, theme, texte) = jusque {
            return self.partager(jour, fiche, id, *role, (theme, texte)).await;
        }
        let combien = if let Jusque::Besoins(combien) = jusque { *combien } else { etape.besoins.len() };
        let mut signatures = if let Jusque::Signatures(combien) = jusque { *combien } else { usize::MAX };
        for besoin in etape.besoins.iter().take(combien) {
            self.satisfaire(jour, histoire, fiche, id, besoin, &mut signatures).await?;
        }
        if let Jusque::Etape(vers) = jusque
            && let Some(titre) = fiche.etape(vers).map(|suite| suite.titre.clone())
            && let Some(agit) = jour.qui_agit(fiche, id, &etape.acteurs, false).await?
        {
            let (de, vers) = (etape.code.clone(), (*vers).to_owned());
            self.inscrire(jour, &agit, id, EvenementParcours::EtapeFranchie { de, vers, titre }).await?;
        }
        Ok(())
    }

    /// Gives what a step needs, unless it is there.
    async fn satisfaire(
        &mut self,
        jour: &mut Jour<'_>,
        histoire: &Histoire,
        fiche: &Dispositif,
        id: Uuid,
        besoin: &Besoin,
        signatures: &mut usize,
    ) -> Result<(), StoreError> {
        let Some(lu) = jour.lire(histoire.ouvre, id).await? else { return Ok(()) };
        let Ok(etape) = lu.suivi.etat.etape_en_cours(fiche) else { return Ok(()) };
        let (le, code) = (jour.moment.date_naive(), etape.code.clone());
        if lu.suivi.etat.manque(fiche, etape, besoin, le, lu.personne).is_none() {
            return Ok(());
        }
        match besoin {
            Besoin::Document { modele } => {
                let Some(agit) = jour.qui_agit(fiche, id, &etape.acteurs, true).await? else { return Ok(()) };
                let (app, writer) = (jour.app, jour.ecrire().await?);
                let contenu = papiers::rediger(app, &writer, &agit, &lu, fiche, id, *modele).await;
                let contenu = contenu.map_err(imprevu)?;
                let seuils = &app.config().seuils;
                parcours::etablir(&writer, &agit, id, *modele, &contenu, fiche, seuils).await?;
                writer.commit().await?;
                self.ecrites += 1;
                return Ok(());
            }
            Besoin::Signatures { modele, .. } => {
                let Some(document) = lu.suivi.etat.document_en_vigueur(*modele) else { return Ok(()) };
                return self.signer(jour, histoire, fiche, id, document.id, signatures).await;
            }
            Besoin::Engagements { modele } => {
                let Some(document) = lu.suivi.etat.document_en_vigueur(*modele) else { return Ok(()) };
                return self.engager(jour, histoire, id, document.id).await;
            }
            Besoin::Marche { code: champ, titre } => {
                let Some(agit) = jour.qui_agit(fiche, id, &etape.acteurs, false).await? else {
                    return Ok(());
                };
                let writer = jour.ecrire().await?;
                let valeur = le_marche(&writer, &agit).await?;
                writer.commit().await?;
                let (code, titre) = (champ.clone(), titre.clone());
                return self
                    .inscrire(jour, &agit, id, EvenementParcours::Saisi { code, titre, valeur })
                    .await;
            }
            Besoin::Decision { par } => {
                let Some(agit) = jour.qui_decide(id, *par).await? else { return Ok(()) };
                let decision = EvenementParcours::Decision { etape: code, par: *par, favorable: true };
                return self.inscrire(jour, &agit, id, decision).await;
            }
            _ => {}
        }
        let Some(agit) = jour.qui_agit(fiche, id, &etape.acteurs, false).await? else { return Ok(()) };
        let evenement = match besoin {
            Besoin::Groupe { code, .. } => {
                let ouverts = groupe::ouverts(jour.app.store().read(), &agit, &fiche.code).await?;
                let Some(lu) = ouverts.into_iter().next() else { return Ok(()) };
                let choisi = GroupeChoisi { id: lu.id, nom: lu.groupe.nom, semaine: lu.groupe.semaine };
                let (code, titre) = (code.clone(), besoin.en_mots());
                Some(EvenementParcours::Saisi { code, titre, valeur: Saisi::Groupe(choisi) })
            }
            Besoin::Reunion { .. } => Some(EvenementParcours::ReunionTenue { etape: code, le }),
            Besoin::Date { nom } => {
                self.date(histoire, *nom).map(|le| EvenementParcours::DateFixee { nom: *nom, le })
            }
            autre => autre.code_saisi().map(|code| EvenementParcours::Saisi {
                code: code.to_owned(),
                titre: autre.en_mots(),
                valeur: self.saisi(histoire, autre, &lu),
            }),
        };
        match evenement {
            Some(evenement) => self.inscrire(jour, &agit, id, evenement).await,
            None => Ok(()),
        }
    }

    fn date(&self, histoire: &Histoire, nom: DateNommee) -> Option<NaiveDate> {
        if nom == DateNommee::Resultats {
            return self.resultats;
        }
        let (_, jours) = histoire.dates.iter().find(|(connue, _)| *connue == nom)?;
        // What is past was noted on a day of work, and never before it happened.
        match u64::try_from(-jours) {
            Ok(il_y_a) => Some(self.le(il_y_a)),
            Err(_) => self.aujourd_hui.checked_add_signed(TimeDelta::days(*jours)),
        }
    }

    fn saisi(&mut self, histoire: &Histoire, besoin: &Besoin, lu: &ParcoursLu) -> Saisi {
        let code = besoin.code_saisi().unwrap_or_default();
        let dit = histoire.saisies.iter().find(|(connu, _)| *connu == code).map(|(_, dit)| (*dit).to_owned());
        let partie = |acteurs: &[Acteur]| {
            let connue = lu.suivi.etat.presents().find(|partie| acteurs.contains(&partie.acteur));
            connue.map(|partie| partie.nom.clone())
        };
        match besoin {
            Besoin::Champ { valeurs, .. } | Besoin::Remise { valeurs, .. } => {
                Saisi::Choix(vec![dit.unwrap_or_else(|| self.hasard.parmi(valeurs).clone())])
            }
            Besoin::Nombre { max, .. } => {
                Saisi::Nombre(dit.and_then(|dit| dit.parse().ok()).unwrap_or(20).min(*max))
            }
            Besoin::Semaine { .. } => {
                Saisi::Semaine(semaine(&partie(&[Acteur::Partenaire]).unwrap_or_default()))
            }
            _ => {
                let accueil = || partie(&[Acteur::Partenaire, Acteur::Entreprise]);
                let texte = match code {
                    "tuteur_nom" => partie(&[Acteur::Tuteur]),
                    "lieux" | "partenaire_nom" | "structure" => accueil(),
                    "motivation" => Some("Veut passer le baccalauréat et devenir infographiste".to_owned()),
                    _ => None,
                };
                Saisi::Texte(dit.or(texte).unwrap_or_else(|| "À préciser avec le jeune".to_owned()))
            }
        }
    }

    /// Those who sign, each in turn, as many as are to; the last one seals.
    async fn signer(
        &mut self,
        jour: &mut Jour<'_>,
        histoire: &Histoire,
        fiche: &Dispositif,
        id: Uuid,
        document: Uuid,
        combien: &mut usize,
    ) -> Result<(), StoreError> {
        while *combien > 0 {
            let Some(lu) = jour.lire(histoire.ouvre, id).await? else { return Ok(()) };
            let etat = &lu.suivi.etat;
            let Some(connu) = etat.documents.iter().find(|connu| connu.id == document) else { return Ok(()) };
            let attendus = etat.attendus(fiche, connu, jour.moment.date_naive(), lu.personne);
            let Some((acteur, Some(partie))) = attendus.first().map(|(a, p)| (*a, *p)) else { return Ok(()) };
            let (qui, reponse) = if partie.organisation.is_some() {
                (jour.qui_decide(id, acteur).await?, Reponse::Session)
            } else {
                (jour.equipe.get(&histoire.ouvre).cloned(), Reponse::Papier)
            };
            let Some(qui) = qui else { return Ok(()) };
            let (app, writer) = (jour.app, jour.ecrire().await?);
            let Some(vue) = parcours::lire(&writer, &qui, id).await? else { return Ok(()) };
            let quand = app.horloge().local(app.horloge().maintenant());
            let evenement =
                signatures::evenement(&qui, &vue, document, partie.id, reponse, quand).map_err(imprevu)?;
            let seuils = &app.config().seuils;
            parcours::inscrire(&writer, &qui, id, None, evenement, fiche, seuils).await?;
            papiers::sceller_si_complet(app, &writer, &qui, id, document, fiche).await.map_err(imprevu)?;
            writer.commit().await?;
            self.ecrites += 1 + u64::from(attendus.len() == 1);
            *combien -= 1;
        }
        Ok(())
    }

    /// Everybody commits to the charter: who has an account by theirs, the others on paper before who conducts.
    async fn engager(
        &mut self,
        jour: &mut Jour<'_>,
        histoire: &Histoire,
        id: Uuid,
        document: Uuid,
    ) -> Result<(), StoreError> {
        let equipe: Vec<(Role, Perimetre)> = jour.equipe.iter().map(|(r, p)| (*r, p.clone())).collect();
        for (role, perimetre) in &equipe {
            let Some(lu) = jour.lire(*role, id).await? else { continue };
            let membre = !lu.parties_de(perimetre).is_empty();
            for (partie, en_personne) in charte::a_signer(perimetre, &lu, document) {
                if !membre && *role != histoire.ouvre {
                    continue;
                }
                let signee = EvenementParcours::CharteSignee {
                    document,
                    partie,
                    en_personne,
                    utilisateur: Some(perimetre.utilisateur()),
                    nom: perimetre.nom().to_owned(),
                    quand: jour.app.horloge().local(jour.moment),
                    moyen: MoyenSignature::Session,
                };
                self.inscrire(jour, perimetre, id, signee).await?;
            }
        }
        let Some(conduit) = jour.equipe.get(&histoire.ouvre).cloned() else { return Ok(()) };
        let Some(lu) = jour.lire(histoire.ouvre, id).await? else { return Ok(()) };
        for partie in lu.suivi.etat.membres().filter(|partie| charte::sur_papier(partie)) {
            let signee = EvenementParcours::CharteSignee {
                document,
                partie: Some(partie.id),
                en_personne: true,
                utilisateur: None,
                nom: partie.nom.clone(),
                quand: jour.app.horloge().local(jour.moment),
                moyen: MoyenSignature::Papier,
            };
            self.inscrire(jour, &conduit, id, signee).await?;
        }
        Ok(())
    }

    /// Somebody shares a few lines with all who can read them.
    async fn partager(
        &mut self,
        jour: &mut Jour<'_>,
        fiche: &Dispositif,
        id: Uuid,
        role: Role,
        (theme, texte): (&str, &str),
    ) -> Result<(), StoreError> {
        let Some(perimetre) = jour.equipe.get(&role).cloned() else { return Ok(()) };
        let Some(lu) = jour.lire(role, id).await? else { return Ok(()) };
        let nouvelle = NouvelleInformation {
            theme: theme.to_owned(),
            texte: texte.to_owned(),
            lecteurs: charte::lecteurs_possibles(&lu).map(|partie| partie.id).collect(),
            conduite: true,
        };
        let (app, writer) = (jour.app, jour.ecrire().await?);
        let fait =
            information::partager(&writer, &perimetre, id, nouvelle, fiche, &app.config().seuils).await;
        self.ecrire(writer, fiche, fait).await
    }

    async fn inscrire(
        &mut self,
        jour: &mut Jour<'_>,
        perimetre: &Perimetre,
        id: Uuid,
        evenement: EvenementParcours,
    ) -> Result<(), StoreError> {
        let (app, writer) = (jour.app, jour.ecrire().await?);
        let Some(lu) = parcours::lire(&writer, perimetre, id).await? else { return Ok(()) };
        let Some(fiche) = app.catalogue().get(&lu.suivi.etat.dispositif) else { return Ok(()) };
        let fait =
            parcours::inscrire(&writer, perimetre, id, None, evenement, fiche, &app.config().seuils).await;
        self.ecrire(writer, fiche, fait).await
    }

    /// Keeps what was done. What the rules refuse is not done: the story stays where it is.
    async fn ecrire<T>(
        &mut self,
        writer: Writer,
        fiche: &Dispositif,
        fait: Result<T, StoreError>,
    ) -> Result<(), StoreError> {
        match fait {
            Ok(_) => {
                writer.commit().await?;
                self.ecrites += 1;
                Ok(())
            }
            Err(StoreError::RefusParcours(refus)) => {
                tracing::debug!(%refus, dispositif = fiche.code, "demonstration");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

impl Jour<'_> {
    /// A transaction a few minutes after the one before.
    pub(super) async fn ecrire(&mut self) -> Result<Writer, StoreError> {
        self.moment += TimeDelta::minutes(PAUSE);
        self.temps.arreter(self.moment);
        self.app.store().write(self.moment).await
    }

    async fn lire(&self, role: Role, id: Uuid) -> Result<Option<ParcoursLu>, StoreError> {
        match self.equipe.get(&role) {
            Some(perimetre) => parcours::lire(self.app.store().read(), perimetre, id).await,
            None => Ok(None),
        }
    }

    /// Whether each of these holds the dossier.
    async fn le_tiennent(&self, roles: &[Role], dossier: Uuid) -> Result<bool, StoreError> {
        for role in roles {
            let Some(perimetre) = self.equipe.get(role) else { return Ok(false) };
            if dossier::pourquoi(self.app.store().read(), perimetre, dossier).await?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The first of these who sees the parcours and to whom its step belongs; who holds the dossier too, when that is asked.
    async fn qui_agit(
        &self,
        fiche: &Dispositif,
        id: Uuid,
        acteurs: &[Acteur],
        tient: bool,
    ) -> Result<Option<Perimetre>, StoreError> {
        for role in acteurs.iter().filter_map(|acteur| compte_de(*acteur)) {
            let Some(perimetre) = self.equipe.get(&role) else { continue };
            let Some(lu) = self.lire(role, id).await? else { continue };
            let tenu = matches!(lu.motif, MotifParcours::Dossier(_)) || !tient;
            if lu.ecriture && tenu && lu.suivi.etat.appartient_a(fiche, &qualites(perimetre, &lu)).is_ok() {
                return Ok(Some(perimetre.clone()));
            }
        }
        Ok(None)
    }

    /// Who acts as such in this parcours, from their own account.
    async fn qui_decide(&self, id: Uuid, acteur: Acteur) -> Result<Option<Perimetre>, StoreError> {
        let Some(role) = compte_de(acteur) else { return Ok(None) };
        let Some(perimetre) = self.equipe.get(&role) else { return Ok(None) };
        let lu = self.lire(role, id).await?;
        Ok(lu.filter(|lu| qualites(perimetre, lu).contains(&acteur)).map(|_| perimetre.clone()))
    }
}

/// Notes the way back to school that comes first, when there is one, and says how many entries that made; nothing when the
/// dossier is not one in which this may begin.
async fn commencer(
    jour: &Jour<'_>,
    writer: &Writer,
    perimetre: &Perimetre,
    histoire: &Histoire,
    fiche: &Dispositif,
    dossier: Uuid,
) -> Result<Option<u64>, StoreError> {
    let (app, le) = (jour.app, perimetre.le());
    let Some(lu) = dossier::lire(writer, perimetre, dossier).await? else { return Ok(None) };
    if lu.etat.solution_en_cours().is_some() || lu.etat.relais.is_some() {
        return Ok(None);
    }
    let mut ecrites = 0;
    if let Some(nature) = histoire.retour {
        let ecole =
            jour.lieux.0.get(&Genre::Etablissement).map(|ecole| ecole.nom.clone()).unwrap_or_default();
        let solution = revenu(writer.new_id(), nature, ecole, le);
        match dossier::inscrire(writer, perimetre, dossier, None, solution, None, &app.config().seuils).await
        {
            Ok(_) => ecrites += 1,
            Err(StoreError::Refus(_)) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let Some(lu) = dossier::lire(writer, perimetre, dossier).await? else { return Ok(None) };
    let Some(personne) = jeune::find(writer, perimetre, lu.jeune).await? else { return Ok(None) };
    let faits = du_dossier(&lu, &personne, app.catalogue(), le);
    // What nobody has said is asked of the young person; what is known must not stand in the way.
    let possible = eligibilite(fiche, &faits, le).reponse != ReponseEligibilite::Non;
    Ok(possible.then_some(ecrites))
}

fn revenu(id: Uuid, nature: NatureSolution, structure: String, le: NaiveDate) -> Evenement {
    let debut = le.checked_sub_days(Days::new(10)).unwrap_or(le);
    Evenement::SolutionOuverte { id, nature, structure, debut, fin_prevue: None }
}

/// The public contract of the demonstration, written down by the first who needs it.
async fn le_marche(writer: &Writer, perimetre: &Perimetre) -> Result<Saisi, StoreError> {
    let connus = marche::lister(writer, perimetre, 1).await?;
    if let Some(connu) = connus.first() {
        return Ok(Saisi::Marche { id: connu.id, nom: connu.nom() });
    }
    let dit = marche::NouveauMarche {
        objet: "Rénovation de l’école Jules-Ferry, lot 3".to_owned(),
        reference: "2026-114".to_owned(),
        acheteur: "Métropole d’Exemple".to_owned(),
        contact: "Dominique Lame".to_owned(),
        courriel: "clauses@metropole.example".to_owned(),
        heures_dues: 140,
        entreprise: "Menuiserie du Pont".to_owned(),
        siret: "73282932000074".to_owned(),
        adresse: "1 rue du Pont, 33000 Bordeaux".to_owned(),
        missions: "Poncer et vernir\nPoser des plinthes avec le tuteur\nPréparer les commandes".to_owned(),
        clos_le: None,
    };
    let nom = format!("{}, {}", dit.objet, dit.acheteur);
    Ok(Saisi::Marche { id: marche::creer(writer, perimetre, dit).await?, nom })
}

/// In which role somebody acts as such.
fn compte_de(acteur: Acteur) -> Option<Role> {
    match acteur {
        // The desk of the inspector writes down what the DASEN decides.
        Acteur::Dasen => Some(Role::IenIo),
        Acteur::EtablissementAccueil => Some(Role::ChefEtablissement),
        autre => autre.role(),
    }
}

/// Who receives.
const ACCUEILS: [&str; 4] =
    ["Garage des Deux Ponts", "Association Cap Jeunes", "Recyclerie du Canal", "Fournil de la Place"];

fn semaine(lieu: &str) -> Vec<Creneau> {
    let creneau = |quand, activite: &str, lieu: &str| Creneau {
        quand,
        activite: activite.to_owned(),
        lieu: lieu.to_owned(),
        tuteur: String::new(),
    };
    vec![
        creneau(DemiJournee::LundiMatin, "Français et mathématiques", ""),
        creneau(DemiJournee::LundiApresMidi, "Enseignement professionnel", ""),
        creneau(DemiJournee::MardiMatin, "Entretien avec la psychologue", ""),
        creneau(DemiJournee::JeudiMatin, "Stage", lieu),
        creneau(DemiJournee::JeudiApresMidi, "Stage", lieu),
        creneau(DemiJournee::VendrediMatin, "Stage", lieu),
    ]
}

/// Nobody asks for what they may not, here: a page that refuses is a fault.
#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
pub(super) fn imprevu(erreur: Erreur) -> StoreError {
    StoreError::Invalide(format!("the demonstration was refused: {erreur:?}"))
}
