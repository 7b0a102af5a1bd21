//! One meeting: its agenda, what is decided, its minutes.

use std::collections::HashMap;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    droits::{Action, Agregat, MotifPortee, peut},
    francais::{self, compter, majuscule, ponctuer},
    suivi::{Evenement, RaisonComite},
};
use raccroche_pages::{
    comite::{Comite as PageComite, CompteRendu, Situation},
    components::{Action as Bouton, Weight},
    form::{Answers, Drawer},
    layout::Link,
};
use raccroche_store::{
    Perimetre, StoreError, acces,
    comite::{self, Comite, Point},
    dossier::{self, LigneDossier},
    organisation::{self, GenreOrganisation},
};
use uuid::Uuid;

use super::{
    ICI,
    agenda::{Agenda, Partie},
    decisions::{Membres, Suivies},
    dirige, heure_de, jour_de,
};
use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    rendu,
    routes::jeunes::{age, sexe},
    saisie::Saisie,
    visite::Visite,
};

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, id, None).await
}

/// The meeting, with the decision that was refused, if any.
pub(super) async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    refuse: Option<&(Uuid, Answers)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let comite = comite::lire(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let points = comite::points(reader, &comite).await?;
    let agenda = Agenda::composer(app, perimetre, &comite, &points).await?;
    consigner(app, perimetre, &agenda.dossiers()).await?;
    let suivies = Suivies::lire(app, perimetre, &comite).await?;
    let reste = match comite::precedent(reader, &comite).await? {
        Some(precedent) => Suivies::lire(app, perimetre, &precedent).await?.pendantes(perimetre.le()),
        None => Vec::new(),
    };
    let ouverte = comite.clos_le.is_none();
    let decide = ouverte && peut(perimetre.role(), Agregat::Comite, Action::Ecrire);
    let membres = if decide { Some(Membres::lire(app, perimetre, &comite).await?) } else { None };
    let noms = noms(app, &agenda).await?;
    let ecran = Ecran { comite: &comite, perimetre, agenda: &agenda, suivies: &suivies, noms: &noms };
    let ordre_du_jour = agenda
        .parties
        .iter()
        .map(|partie| {
            let situations = partie
                .lignes
                .iter()
                .map(|ligne| ecran.situation(partie.raison, ligne, membres.as_ref(), refuse))
                .collect();
            (titre(partie), situations)
        })
        .collect();
    let page = PageComite {
        layout: rendu::autour(app, qui, headers, ICI),
        titre: format!("Comité technique du {}", jour_de(&comite)),
        cadre: cadre(app, &comite).await?,
        reste,
        ordre_du_jour,
        compte_rendu: (!ouverte || suivies.nombre() > 0)
            .then(|| Link::new("Lire le compte rendu", format!("{ICI}/{id}/compte-rendu"))),
        clore: (ouverte && dirige(perimetre, &comite))
            .then(|| Bouton::new("Clore la séance", format!("{ICI}/{id}/clore")).weight(Weight::Primary)),
    };
    rendu::page_avec(if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// The heading of a reason, which says when there is more than the meeting can speak about.
fn titre(partie: &Partie) -> String {
    let titre = match partie.raison {
        RaisonComite::Demande => "Demandés par les membres",
        RaisonComite::RelaisRefuse => "Relais refusés",
        RaisonComite::RelaisSansReponse => "Relais sans réponse",
        RaisonComite::Retard => "Échéances dépassées depuis plus de quinze jours",
        RaisonComite::SansSolution => "Sans solution depuis plusieurs mois",
    };
    let montres = partie.lignes.len();
    if partie.total > montres as u64 {
        format!("{titre} (les {montres} plus pressantes sur {})", francais::nombre(partie.total))
    } else {
        titre.to_owned()
    }
}

/// `À 14 h, CIO Bordeaux Sud ; convoqué par PSAD Bordeaux.`
async fn cadre(app: &App, comite: &Comite) -> Result<String, Erreur> {
    let noms = organisation::names(app.store().read(), [comite.organisation]).await?;
    let de = noms.get(&comite.organisation).cloned().unwrap_or_default();
    Ok(ponctuer(&format!("À {}, {} ; convoqué par {de}.", heure_de(comite), comite.lieu)))
}

/// Who saw which dossiers at the meeting, and under which title.
async fn consigner(app: &App, perimetre: &Perimetre, dossiers: &[Uuid]) -> Result<(), Erreur> {
    let motif = match perimetre.organisation().genre {
        GenreOrganisation::Cio => MotifPortee::Cio,
        GenreOrganisation::MissionLocale => MotifPortee::MissionLocale,
        GenreOrganisation::Zap => MotifPortee::Zap,
        GenreOrganisation::Dsden => MotifPortee::Departement,
        _ => MotifPortee::Psad,
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record_many(&writer, perimetre, dossiers, "comité technique", motif.code()).await?;
    writer.commit().await?;
    Ok(())
}

async fn noms(app: &App, agenda: &Agenda) -> Result<HashMap<Uuid, String>, Erreur> {
    let lignes: Vec<LigneDossier> =
        agenda.parties.iter().flat_map(|partie| partie.lignes.iter().cloned()).collect();
    app.noms(&lignes).await
}

/// What a situation is written from.
struct Ecran<'a> {
    comite: &'a Comite,
    perimetre: &'a Perimetre,
    agenda: &'a Agenda,
    suivies: &'a Suivies,
    noms: &'a HashMap<Uuid, String>,
}

impl Ecran<'_> {
    fn situation(
        &self,
        raison: RaisonComite,
        ligne: &LigneDossier,
        membres: Option<&Membres>,
        refuse: Option<&(Uuid, Answers)>,
    ) -> Situation {
        let jour = self.perimetre.le();
        let prenom = francais::prenom(ligne.prenoms.split([',', ' ']).next().unwrap_or_default());
        let nom = format!("{prenom} {}", ligne.nom_famille).trim().to_owned();
        let (age, mineur) = age(ligne.naissance, sexe(ligne.sexe.as_deref()), jour);
        let qui = ligne.responsable_agent.and_then(|id| self.noms.get(&id));
        let structure = self.noms.get(&ligne.responsable_organisation);
        let responsable = [qui, structure].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
        let identite: Vec<String> = [Some(age), mineur, ligne.ville.clone()].into_iter().flatten().collect();
        let version = self.agenda.etats.get(&ligne.id).map_or(1, |etat| etat.rang);
        let adresse = format!("{ICI}/{}", self.comite.id);
        let decider = membres.map(|membres| {
            let mut tiroir = PageComite::decision_form(
                &ligne.id.to_string(),
                &format!("{adresse}/decisions"),
                i64::from(version),
                Membres::decisions(),
                membres.choix(),
            );
            tiroir.form = tiroir.form.with("dossier", ligne.id);
            match refuse.filter(|(id, _)| *id == ligne.id) {
                Some((_, reponses)) => {
                    Drawer { open: true, form: tiroir.form.clone().after(reponses), ..tiroir }
                }
                None => tiroir,
            }
        });
        let decisions = self.suivies.de(ligne.id, jour);
        let retirable =
            self.comite.clos_le.is_none() && dirige(self.perimetre, self.comite) && decisions.is_empty();
        Situation {
            retirer: retirable.then(|| Bouton {
                about: Some(format!("la situation de {nom}")),
                ..Bouton::new("Retirer de l’ordre du jour", format!("{adresse}/retirer"))
                    .with("dossier", ligne.id)
                    .weight(Weight::Tertiary)
            }),
            jeune: Link::new(nom, format!("/dossiers/{}", ligne.id)),
            resume: ponctuer(&format!("{} ; responsable : {responsable}", identite.join(", "))),
            pourquoi: majuscule(&ponctuer(&self.agenda.pourquoi(raison, ligne, jour))),
            decisions,
            decider,
        }
    }
}

/// Takes a situation off the agenda of a meeting that one leads.
pub(super) async fn retirer(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let comite = menee(&app, perimetre, id).await?;
    let points = comite::points(app.store().read(), &comite).await?;
    let agenda = Agenda::composer(&app, perimetre, &comite, &points).await?;
    let dossier = saisie.id("dossier").ok_or(Erreur::Introuvable)?;
    let raison = agenda.raison(dossier).ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    comite::inscrire(&writer, &comite, &[Point { dossier, raison, retire: true }]).await?;
    writer.commit().await?;
    Ok(Redirect::to(&format!("{ICI}/{id}")).into_response())
}

/// Ends a meeting that one leads: its agenda is from now on what stands on the page.
pub(super) async fn clore(Visite { app, qui, .. }: Visite, Path(id): Path<Uuid>) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let comite = menee(&app, perimetre, id).await?;
    if comite.debut.date() > perimetre.le() {
        return Err(Erreur::Demande(
            "Cette séance n’a pas encore eu lieu : elle se clôt le jour venu.".to_owned(),
        ));
    }
    let points = comite::points(app.store().read(), &comite).await?;
    let agenda = Agenda::composer(&app, perimetre, &comite, &points).await?;
    let retenus: Vec<Point> = agenda
        .parties
        .iter()
        .flat_map(|partie| partie.lignes.iter().map(|ligne| (partie.raison, ligne.id)))
        .map(|(raison, dossier)| Point { dossier, raison, retire: false })
        .collect();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    comite::clore(&writer, &comite, &retenus).await?;
    // What members had asked to speak about was spoken about: it does not come back at the next meeting.
    for (dossier, id) in agenda.demandes() {
        let fait = Evenement::TacheFaite { id };
        match dossier::inscrire(&writer, perimetre, dossier, None, fait, None, &app.config().seuils).await {
            // Done meanwhile, or the dossier is closed.
            Ok(_) | Err(StoreError::Refus(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    writer.commit().await?;
    let annonce = AppendHeaders([rendu::annoncer("comite_clos", id, 0)]);
    Ok((annonce, Redirect::to(&format!("{ICI}/{id}/compte-rendu"))).into_response())
}

/// A meeting that one leads.
async fn menee(app: &App, perimetre: &Perimetre, id: Uuid) -> Result<Comite, Erreur> {
    let comite = comite::lire(app.store().read(), perimetre, id).await?;
    comite.filter(|comite| dirige(perimetre, comite)).ok_or(Erreur::Introuvable)
}

/// The minutes, to be printed: what was spoken about and decided.
pub(super) async fn compte_rendu(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let comite = comite::lire(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let points = comite::points(reader, &comite).await?;
    let agenda = Agenda::composer(&app, perimetre, &comite, &points).await?;
    consigner(&app, perimetre, &agenda.dossiers()).await?;
    let suivies = Suivies::lire(&app, perimetre, &comite).await?;
    let noms = noms(&app, &agenda).await?;
    let ecran = Ecran { comite: &comite, perimetre, agenda: &agenda, suivies: &suivies, noms: &noms };
    let lignes: Vec<Situation> = agenda
        .parties
        .iter()
        .flat_map(|partie| partie.lignes.iter().map(|ligne| (partie.raison, ligne)))
        .map(|(raison, ligne)| ecran.situation(raison, ligne, None, None))
        // Before the end, the minutes hold what was decided; after it, all that was spoken about.
        .filter(|situation| comite.clos_le.is_some() || !situation.decisions.is_empty())
        .collect();
    let decisions: usize = lignes.iter().map(|ligne| ligne.decisions.len()).sum();
    let resume =
        format!("{}, {}.", compter(lignes.len() as u64, "situation"), compter(decisions as u64, "décision"));
    rendu::page(&CompteRendu {
        layout: rendu::autour(&app, &qui, &headers, ICI),
        titre: format!("Compte rendu du comité technique du {}", jour_de(&comite)),
        cadre: cadre(&app, &comite).await?,
        resume,
        lignes,
        seance: Link::new(format!("Séance du {}", jour_de(&comite)), format!("{ICI}/{id}")),
    })
}
