//! Batches of documents: asking, following, taking away. The work itself is in [`crate::lots`].

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    dispositif::ModeleDocument,
    francais::{compter, ponctuer},
};
use raccroche_pages::{
    components::{Action, Badge, Progress, Tone},
    form::{Answers, Choice},
    layout::Link,
    lots::{LotVu, Lots},
};
use raccroche_store::{
    acces, parcours,
    travail::{self, EtatTravail, Travail},
};
use uuid::Uuid;

use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    lots::{self, CONSERVATION_EN_MOTS, Charge, GENRE},
    rendu,
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/parcours/lots";
/// Batches shown at most.
const AU_PLUS: u64 = 30;

pub(super) async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None).await
}

/// The page, with the form that was refused, if any; 422 then.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let modeles = parcours::modeles_en_vigueur(reader, perimetre).await?;
    let choix: Vec<Choice> = modeles
        .into_iter()
        .map(|(modele, combien)| {
            // « 3 parcours », whatever the number.
            let libelle =
                format!("{} : {} parcours", modele.libelle(), raccroche_domain::francais::nombre(combien));
            Choice::new(modele.code(), ponctuer(&libelle))
        })
        .collect();
    let mut form = (!choix.is_empty()).then(|| Lots::demande(ICI, choix));
    if let Some(reponses) = refuse {
        form = form.map(|form| form.after(reponses));
    }
    let demandes = travail::of_demandeur(reader, GENRE, perimetre.utilisateur(), AU_PLUS).await?;
    let siens = demandes.iter().filter_map(|travail| {
        let charge = Charge::de(travail)?;
        (charge.appartenance == perimetre.appartenance()).then_some(())?;
        Some(vu(app, travail, charge.modele()?))
    });
    let page = Lots {
        layout: rendu::autour(app, qui, headers, "/parcours"),
        adresse: ICI.to_owned(),
        conservation: CONSERVATION_EN_MOTS.to_owned(),
        form,
        lots: siens.collect(),
    };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

fn vu(app: &App, travail: &Travail, modele: ModeleDocument) -> LotVu {
    let base = format!("{ICI}/{}", travail.id);
    let moment = |le| rendu::moment_en_mots(app.horloge().local(le));
    let mut detail = format!("demandé le {}", moment(travail.cree_le));
    let pour_cent = u64::try_from(travail.avancement / 10).unwrap_or_default();
    let (mot, ton) = match travail.etat {
        EtatTravail::EnAttente | EtatTravail::EnCours => ("en préparation", Tone::Info),
        EtatTravail::Fini => ("prêt", Tone::Success),
        EtatTravail::Annule => ("interrompu", Tone::Neutral),
        EtatTravail::Echoue => ("non préparé", Tone::Error),
    };
    let en_cours = matches!(travail.etat, EtatTravail::EnAttente | EtatTravail::EnCours);
    let mots = match travail.etape.as_deref() {
        Some(etape) => format!("{pour_cent} % : {etape}"),
        None => "La préparation commence dans quelques secondes".to_owned(),
    };
    if let (EtatTravail::Fini, Some(fini)) = (travail.etat, travail.fini_le) {
        detail = format!("{detail}, gardé jusqu’au {}", moment(fini + lots::CONSERVATION));
    }
    if let (EtatTravail::Echoue, Some(erreur)) = (travail.etat, &travail.erreur) {
        detail = format!("{detail}. {erreur}");
    }
    LotVu {
        titre: modele.libelle().to_owned(),
        detail: ponctuer(&detail),
        etat: Badge::new(mot, ton),
        avancement: en_cours.then(|| Progress { done: pour_cent, total: 100, words: ponctuer(&mots) }),
        fichier: (travail.etat == EtatTravail::Fini)
            .then(|| Link::new("Télécharger le fichier (ZIP)", base.clone())),
        interrompre: en_cours.then(|| Action {
            about: Some(modele.libelle().to_owned()),
            ..Action::new("Interrompre", format!("{base}/interrompre"))
        }),
    }
}

pub(super) async fn demander(
    Visite { app, qui, headers }: Visite,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let Some(modele) = saisie.choix("modele", ModeleDocument::de_code) else {
        return montrer(&app, &qui, &headers, Some(&saisie.reponses(None))).await;
    };
    let combien = parcours::en_vigueur(app.store().read(), perimetre, modele).await?.len();
    if combien == 0 {
        saisie.erreur("modele", "Aucun parcours en cours de votre territoire n’a ce document.");
        return montrer(&app, &qui, &headers, Some(&saisie.reponses(None))).await;
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    lots::demander(&writer, perimetre, modele).await?;
    let trace =
        ponctuer(&format!("lot demandé : {}, {}", modele.libelle(), compter(combien as u64, "document")));
    acces::record(&writer, perimetre, None, "lot", &trace).await?;
    writer.commit().await?;
    let annonce = rendu::annoncer("lot_demande", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to(ICI)).into_response())
}

/// A batch that this person asked for, in the membership in whose name they are here.
async fn sien(app: &App, qui: &Qui, lot: Uuid) -> Result<(Travail, ModeleDocument), Erreur> {
    let perimetre = qui.perimetre()?;
    let travail = travail::find(app.store().read(), lot).await?.ok_or(Erreur::Introuvable)?;
    let charge = Charge::de(&travail).filter(|_| travail.genre == GENRE).ok_or(Erreur::Introuvable)?;
    let sien = travail.demande_par == Some(perimetre.utilisateur())
        && charge.appartenance == perimetre.appartenance();
    let modele = charge.modele().filter(|_| sien).ok_or(Erreur::Introuvable)?;
    Ok((travail, modele))
}

pub(super) async fn interrompre(
    Visite { app, qui, .. }: Visite,
    Path(lot): Path<Uuid>,
) -> Result<Response, Erreur> {
    sien(&app, &qui, lot).await?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    travail::cancel(&writer, lot).await?;
    writer.commit().await?;
    let annonce = rendu::annoncer("lot_interrompu", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to(ICI)).into_response())
}

pub(super) async fn telecharger(
    Visite { app, qui, .. }: Visite,
    Path(lot): Path<Uuid>,
) -> Result<Response, Erreur> {
    let (travail, modele) = sien(&app, &qui, lot).await?;
    if travail.etat != EtatTravail::Fini {
        return Err(Erreur::Introuvable);
    }
    let corps = lots::envoyer(&app, lot).await.map_err(|error| {
        tracing::error!(%error, "file of a batch");
        Erreur::Indisponible
    })?;
    let corps = corps.ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let trace = ponctuer(&format!("lot téléchargé : {}", modele.libelle()));
    acces::record(&writer, qui.perimetre()?, None, "lot", &trace).await?;
    writer.commit().await?;
    let nom = format!("{}-{}.zip", modele.code(), app.horloge().local(travail.cree_le).date());
    let entetes = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{nom}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((entetes, corps).into_response())
}
