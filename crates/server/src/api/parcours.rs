//! Parcours: those in which one takes part, one of them, and each act that its page offers, under the same rules.
//!
//! A signature given from an account is given by the person, in the application: a program notes what was signed on paper,
//! and never signs in anybody's name.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use raccroche_domain::{
    dispositif::Dispositif,
    parcours::{EvenementParcours, RefusParcours, Saisi},
};
use raccroche_store::{
    Writer, acces, dossier, marche, organisation,
    parcours::{self, ParcoursLu},
};
use uuid::Uuid;

use super::{
    appel::Appel,
    entree::{Corps, Deux, Fautes, Numero},
    modeles::{
        Designe, EcritParcours, MesParcours, NouveauDocument, NouveauParcours, NouvelleDate,
        NouvelleDecision, NouvelleEtape, NouvelleFin, NouvellePartie, NouvelleRencontre, NouvelleSaisie,
        NouvelleSignature, Parcours, ResumeParcours, RetraitPartie,
    },
    probleme::Cause,
};
use crate::admission;
use crate::routes::parcours::{
    AU_PLUS,
    actes::{AQui, a_qui_finit, choisir_groupe, demande, empechement},
    papiers, qualites,
    signatures::{self, Reponse},
};

/// Letters of a name or a few words.
const MOTS: usize = 200;

/// A parcours read to be changed.
struct Tenu<'a> {
    writer: Writer,
    lu: ParcoursLu,
    fiche: &'a Dispositif,
}

async fn tenir(appel: &Appel, id: Uuid) -> Result<Tenu<'_>, Cause> {
    let writer = appel.ecrire().await?;
    let entree = parcours::entrer(&writer, appel.perimetre(), appel.app.catalogue(), id).await?;
    let (lu, fiche) = entree.ok_or(Cause::Introuvable)?;
    Ok(Tenu { writer, lu, fiche })
}

impl Tenu<'_> {
    /// Refuses what is somebody else's to do.
    fn permis(&self, appel: &Appel, a_qui: AQui) -> Result<(), Cause> {
        match empechement(a_qui, appel.perimetre(), &self.lu, self.fiche)? {
            Some(refus) => Err(Cause::RefusParcours(refus)),
            None => Ok(()),
        }
    }

    async fn inscrire(
        &self,
        appel: &Appel,
        id: Uuid,
        version: Option<u32>,
        evenement: EvenementParcours,
    ) -> Result<(), Cause> {
        // Nobody has read a version that is not yet.
        if version.is_some_and(|lue| lue > self.lu.rang) {
            return Err(Cause::Conflit);
        }
        let (perimetre, seuils) = (appel.perimetre(), appel.seuils());
        parcours::inscrire(&self.writer, perimetre, id, version, evenement, self.fiche, seuils).await?;
        Ok(())
    }

    /// Ends the transaction, and says what was written.
    async fn rendre(self, appel: &Appel, id: Uuid, objet: Option<Uuid>) -> Result<Response, Cause> {
        let apres = parcours::lire(&self.writer, appel.perimetre(), id).await?.ok_or(Cause::Introuvable)?;
        self.writer.commit().await?;
        let ou = [(header::LOCATION, format!("/api/v1/parcours/{id}"))];
        let ecrit = EcritParcours { parcours: id, version: apres.rang, objet };
        Ok((StatusCode::CREATED, ou, Json(ecrit)).into_response())
    }
}

#[utoipa::path(
    get,
    path = "/api/v1/parcours",
    operation_id = "listerParcours",
    tag = "Parcours",
    summary = "Les parcours auxquels votre structure participe",
    description = "Ceux qui sont en cours. Chaque parcours rendu est une consultation. Un parcours sous charte n’apparaît qu’une fois la \
                   charte signée dans l’application.",
    security(("jeton" = ["parcours:lire"])),
    responses((status = 200, description = "Les parcours.", body = MesParcours))
)]
pub(super) async fn lister(appel: Appel) -> Result<Json<MesParcours>, Cause> {
    let perimetre = appel.perimetre();
    let (reader, catalogue) = (appel.app.store().read(), appel.app.catalogue());
    let mut lignes = parcours::ou_je_participe(reader, perimetre, catalogue, AU_PLUS).await?;
    // A charter is signed in the application: until then a program is told nothing.
    lignes.retain(|ligne| !ligne.ferme);
    let dossiers: Vec<Uuid> = lignes.iter().map(|ligne| ligne.dossier).collect();
    if !dossiers.is_empty() {
        let writer = appel.ecrire().await?;
        let quoi = "parcours, par l’API";
        acces::record_many(&writer, perimetre, &dossiers, quoi, parcours::PARTICIPE).await?;
        writer.commit().await?;
    }
    Ok(Json(MesParcours { elements: lignes.into_iter().map(ResumeParcours::from).collect() }))
}

#[utoipa::path(
    get,
    path = "/api/v1/parcours/{id}",
    operation_id = "voirParcours",
    tag = "Parcours",
    summary = "Un parcours",
    description = "Où il en est, ce que l’étape demande, qui participe, les documents et les signatures. La lecture s’inscrit au \
                   journal des consultations.",
    security(("jeton" = ["parcours:lire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    responses((status = 200, description = "Le parcours.", body = Parcours))
)]
pub(super) async fn voir(appel: Appel, Numero(id): Numero) -> Result<Json<Parcours>, Cause> {
    let perimetre = appel.perimetre();
    let entree = parcours::entrer(appel.app.store().read(), perimetre, appel.app.catalogue(), id).await?;
    let (lu, fiche) = entree.ok_or(Cause::Introuvable)?;
    let writer = appel.ecrire().await?;
    acces::record(&writer, perimetre, Some(lu.dossier), "parcours, par l’API", lu.motif.code()).await?;
    writer.commit().await?;
    let a_vous = Parcours::revient_a(&lu.suivi.etat, fiche, &qualites(perimetre, &lu));
    Ok(Json(Parcours::new(id, &lu, fiche, a_vous, perimetre.le())))
}

#[utoipa::path(
    get,
    path = "/api/v1/parcours/{id}/documents/{objet}",
    operation_id = "ouvrirDocument",
    tag = "Parcours",
    summary = "Un document d’un parcours, en PDF",
    description = "Le fichier scellé, ou le document tel qu’il est avec les signatures données jusqu’ici.",
    security(("jeton" = ["parcours:lire"])),
    params(
        ("id" = Uuid, Path, description = "Le numéro du parcours."),
        ("objet" = Uuid, Path, description = "Le numéro du document.")
    ),
    responses((status = 200, description = "Le PDF.", body = Vec<u8>, content_type = "application/pdf"))
)]
pub(super) async fn document(appel: Appel, Deux(id, numero): Deux) -> Result<Response, Cause> {
    let perimetre = appel.perimetre();
    let quoi = "document d’un parcours, par l’API";
    let lu = papiers::a_lire(&appel.app, perimetre, id, quoi).await?;
    Ok(papiers::pdf(&appel.app, &lu, numero, perimetre.le()).await?)
}

#[utoipa::path(
    post,
    path = "/api/v1/dossiers/{id}/parcours",
    operation_id = "ouvrirParcours",
    tag = "Parcours",
    summary = "Ouvrir un parcours",
    security(("jeton" = ["parcours:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du dossier.")),
    request_body = NouveauParcours,
    responses((status = 201, description = "Le parcours est ouvert.", body = EcritParcours))
)]
pub(super) async fn ouvrir(
    appel: Appel,
    Numero(dossier): Numero,
    corps: Corps<NouveauParcours>,
) -> Result<Response, Cause> {
    appel.motif(dossier).await?;
    let demande = corps.lire()?;
    let Some(fiche) = appel.app.catalogue().get(&demande.dispositif) else {
        return Err(Cause::champ("dispositif", "Choisissez l’un des dispositifs de /api/v1/dispositifs."));
    };
    let (perimetre, writer) = (appel.perimetre(), appel.ecrire().await?);
    dossier::lire(&writer, perimetre, dossier).await?.ok_or(Cause::Introuvable)?;
    let malgre = admission::obstacles(&appel.app, &writer, perimetre, dossier, fiche).await?;
    let motif = demande.motif.as_deref().map(str::trim).filter(|motif| !motif.is_empty());
    let ouverture =
        admission::ouverture(fiche, malgre, motif).map_err(|phrase| Cause::champ("motif", &phrase))?;
    let id = parcours::ouvrir(&writer, perimetre, dossier, ouverture, appel.seuils()).await?;
    let lu = parcours::lire(&writer, perimetre, id).await?.ok_or(Cause::Introuvable)?;
    Tenu { writer, lu, fiche }.rendre(&appel, id, None).await
}

#[utoipa::path(
    post,
    path = "/api/v1/parcours/{id}/dates",
    operation_id = "noterDate",
    tag = "Parcours",
    summary = "Noter une date",
    security(("jeton" = ["parcours:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    request_body = NouvelleDate,
    responses((status = 201, description = "La date est notée.", body = EcritParcours))
)]
pub(super) async fn date(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouvelleDate>,
) -> Result<Response, Cause> {
    let tenu = tenir(&appel, id).await?;
    let NouvelleDate { version, nom, le } = corps.lire()?;
    let mut fautes = Fautes::default();
    fautes.jour("le", Some(le));
    fautes.aucune()?;
    tenu.permis(&appel, AQui::Etape)?;
    tenu.inscrire(&appel, id, Some(version), EvenementParcours::DateFixee { nom: nom.0, le }).await?;
    tenu.rendre(&appel, id, None).await
}

#[utoipa::path(
    post,
    path = "/api/v1/parcours/{id}/saisies",
    operation_id = "saisirDansParcours",
    tag = "Parcours",
    summary = "Saisir ce que la fiche demande",
    security(("jeton" = ["parcours:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    request_body = NouvelleSaisie,
    responses((status = 201, description = "La saisie est enregistrée.", body = EcritParcours))
)]
pub(super) async fn saisie(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouvelleSaisie>,
) -> Result<Response, Cause> {
    let tenu = tenir(&appel, id).await?;
    let NouvelleSaisie { version, code, valeur } = corps.lire()?;
    let mut fautes = Fautes::default();
    for texte in valeur.textes() {
        fautes.texte("valeur", texte, MOTS);
    }
    let titre = demande(tenu.fiche, &code).map(raccroche_domain::dispositif::Besoin::en_mots);
    if titre.is_none() {
        fautes.noter("code", "La fiche ne demande rien sous ce code.");
    }
    fautes.aucune()?;
    tenu.permis(&appel, AQui::Etape)?;
    let titre = titre.unwrap_or_default();
    let valeur = match Saisi::try_from(valeur) {
        Ok(saisi) => saisi,
        Err(Designe::Groupe(id)) => choisir_groupe(&tenu.writer, appel.perimetre(), id)
            .await?
            .ok_or_else(|| Cause::champ("valeur", "Ce groupe n’existe pas dans votre département."))?,
        Err(Designe::Marche(id)) => {
            let connu = marche::lire(&tenu.writer, appel.perimetre(), id).await?;
            let connu = connu
                .ok_or_else(|| Cause::champ("valeur", "Choisissez l’un des marchés de /api/v1/marches."))?;
            Saisi::Marche { id, nom: connu.nom() }
        }
    };
    let evenement = EvenementParcours::Saisi { code, titre, valeur };
    tenu.inscrire(&appel, id, Some(version), evenement).await?;
    tenu.rendre(&appel, id, None).await
}

#[utoipa::path(
    post,
    path = "/api/v1/parcours/{id}/reunions",
    operation_id = "noterRencontre",
    tag = "Parcours",
    summary = "Noter une rencontre qui a eu lieu",
    security(("jeton" = ["parcours:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    request_body = NouvelleRencontre,
    responses((status = 201, description = "La rencontre est notée.", body = EcritParcours))
)]
pub(super) async fn reunion(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouvelleRencontre>,
) -> Result<Response, Cause> {
    let tenu = tenir(&appel, id).await?;
    let NouvelleRencontre { le } = corps.lire()?;
    let mut fautes = Fautes::default();
    fautes.jour("le", Some(le));
    fautes.aucune()?;
    tenu.permis(&appel, AQui::Etape)?;
    let etape = tenu.lu.suivi.etat.etape.clone();
    tenu.inscrire(&appel, id, None, EvenementParcours::ReunionTenue { etape, le }).await?;
    tenu.rendre(&appel, id, None).await
}

#[utoipa::path(
    post,
    path = "/api/v1/parcours/{id}/decisions",
    operation_id = "deciderDansParcours",
    tag = "Parcours",
    summary = "Rendre la décision que l’étape attend",
    description = "Nul ne décide à la place d’un autre : la qualité donnée est celle de la personne au nom de qui le jeton agit.",
    security(("jeton" = ["parcours:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    request_body = NouvelleDecision,
    responses((status = 201, description = "La décision est au journal.", body = EcritParcours))
)]
pub(super) async fn decision(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouvelleDecision>,
) -> Result<Response, Cause> {
    let tenu = tenir(&appel, id).await?;
    let NouvelleDecision { version, par, favorable } = corps.lire()?;
    if !qualites(appel.perimetre(), &tenu.lu).contains(&par.0) {
        return Err(Cause::Role);
    }
    let etape = tenu.lu.suivi.etat.etape.clone();
    let evenement = EvenementParcours::Decision { etape, par: par.0, favorable };
    tenu.inscrire(&appel, id, Some(version), evenement).await?;
    tenu.rendre(&appel, id, None).await
}

#[utoipa::path(
    post,
    path = "/api/v1/parcours/{id}/etapes",
    operation_id = "passerEtape",
    tag = "Parcours",
    summary = "Passer à l’étape suivante",
    security(("jeton" = ["parcours:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    request_body = NouvelleEtape,
    responses((status = 201, description = "L’étape est franchie.", body = EcritParcours))
)]
pub(super) async fn etape(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouvelleEtape>,
) -> Result<Response, Cause> {
    let tenu = tenir(&appel, id).await?;
    let NouvelleEtape { version, vers } = corps.lire()?;
    let Some(vers) = tenu.fiche.etape(&vers) else {
        return Err(Cause::champ("vers", "Cette étape n’est pas dans la fiche."));
    };
    tenu.permis(&appel, AQui::Etape)?;
    let evenement =
        tenu.lu.suivi.etat.passage(tenu.fiche, vers, appel.app.horloge().aujourd_hui(), tenu.lu.personne);
    tenu.inscrire(&appel, id, Some(version), evenement).await?;
    tenu.rendre(&appel, id, None).await
}

#[utoipa::path(
    post,
    path = "/api/v1/parcours/{id}/fin",
    operation_id = "finirParcours",
    tag = "Parcours",
    summary = "Terminer ou arrêter un parcours",
    security(("jeton" = ["parcours:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    request_body = NouvelleFin,
    responses((status = 201, description = "Le parcours est fini.", body = EcritParcours))
)]
pub(super) async fn finir(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouvelleFin>,
) -> Result<Response, Cause> {
    let tenu = tenir(&appel, id).await?;
    let NouvelleFin { version, issue } = corps.lire()?;
    tenu.permis(&appel, a_qui_finit(Some(issue.0)))?;
    let evenement = EvenementParcours::Termine { issue: issue.0 };
    tenu.inscrire(&appel, id, Some(version), evenement).await?;
    tenu.rendre(&appel, id, None).await
}

#[utoipa::path(
    post,
    path = "/api/v1/parcours/{id}/parties",
    operation_id = "associerPartie",
    tag = "Parcours",
    summary = "Associer quelqu’un",
    security(("jeton" = ["parcours:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    request_body = NouvellePartie,
    responses((status = 201, description = "La personne participe au parcours.", body = EcritParcours))
)]
pub(super) async fn associer(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouvellePartie>,
) -> Result<Response, Cause> {
    let tenu = tenir(&appel, id).await?;
    let NouvellePartie { acteur, nom, organisation } = corps.lire()?;
    let mut fautes = Fautes::default();
    fautes.texte("nom", &nom, MOTS);
    if let Some(donnee) = organisation
        && organisation::find(&tenu.writer, donnee).await?.is_none()
    {
        fautes.noter("organisation", "Cette structure n’est pas connue de ce service.");
    }
    fautes.aucune()?;
    tenu.permis(&appel, AQui::Conduite)?;
    let objet = tenu.writer.new_id();
    let (acteur, nom) = (acteur.0, nom.trim().to_owned());
    let evenement = EvenementParcours::PartieAjoutee { id: objet, acteur, nom, organisation };
    tenu.inscrire(&appel, id, None, evenement).await?;
    tenu.rendre(&appel, id, Some(objet)).await
}

#[utoipa::path(
    post,
    path = "/api/v1/parcours/{id}/parties/{objet}/retrait",
    operation_id = "retirerPartie",
    tag = "Parcours",
    summary = "Retirer quelqu’un",
    description = "La personne et sa structure n’y voient plus rien, aussitôt.",
    security(("jeton" = ["parcours:ecrire"])),
    params(
        ("id" = Uuid, Path, description = "Le numéro du parcours."),
        ("objet" = Uuid, Path, description = "Le numéro de la partie.")
    ),
    request_body = RetraitPartie,
    responses((status = 201, description = "La personne ne participe plus.", body = EcritParcours))
)]
pub(super) async fn retirer(
    appel: Appel,
    Deux(id, partie): Deux,
    corps: Corps<RetraitPartie>,
) -> Result<Response, Cause> {
    let tenu = tenir(&appel, id).await?;
    let connue = tenu.lu.suivi.etat.presents().find(|connue| connue.id == partie);
    let nom = connue.map(|connue| connue.nom.clone()).ok_or(Cause::Introuvable)?;
    corps.lire()?;
    tenu.permis(&appel, AQui::Conduite)?;
    tenu.inscrire(&appel, id, None, EvenementParcours::PartieRetiree { id: partie, nom }).await?;
    tenu.rendre(&appel, id, None).await
}

#[utoipa::path(
    post,
    path = "/api/v1/parcours/{id}/documents",
    operation_id = "etablirDocument",
    tag = "Parcours",
    summary = "Établir un document, ou sa version suivante",
    description = "Le document reprend ce qui est noté dans le parcours et le dossier. Une nouvelle version remplace la précédente : \
                   ceux qui avaient signé signeront celle-ci, et « remplacer_signatures » dit qu’on le sait.",
    security(("jeton" = ["parcours:ecrire"])),
    params(("id" = Uuid, Path, description = "Le numéro du parcours.")),
    request_body = NouveauDocument,
    responses((status = 201, description = "Le document est établi.", body = EcritParcours))
)]
pub(super) async fn etablir(
    appel: Appel,
    Numero(id): Numero,
    corps: Corps<NouveauDocument>,
) -> Result<Response, Cause> {
    let tenu = tenir(&appel, id).await?;
    let NouveauDocument { modele, remplacer_signatures } = corps.lire()?;
    let modele = modele.0;
    tenu.permis(&appel, AQui::Document)?;
    let etat = &tenu.lu.suivi.etat;
    etat.remplacer_sciemment(modele, remplacer_signatures).map_err(Cause::RefusParcours)?;
    // Before anything is composed: only models of the fiche have something to say here.
    if !tenu.fiche.documents().contains(&modele) {
        return Err(Cause::RefusParcours(RefusParcours::Introuvable("ce modèle de document")));
    }
    let (perimetre, writer, fiche) = (appel.perimetre(), &tenu.writer, tenu.fiche);
    let contenu = papiers::rediger(&appel.app, writer, perimetre, &tenu.lu, fiche, id, modele).await?;
    let seuils = appel.seuils();
    let objet = parcours::etablir(writer, perimetre, id, modele, &contenu, fiche, seuils).await?;
    tenu.rendre(&appel, id, Some(objet)).await
}

#[utoipa::path(
    post,
    path = "/api/v1/parcours/{id}/documents/{objet}/signatures",
    operation_id = "noterSignature",
    tag = "Parcours",
    summary = "Noter ce que quelqu’un a répondu sur papier",
    description = "Pour qui n’a pas de compte : le jeune, sa famille, un tuteur, une entreprise. Une signature depuis un compte se \
                   donne dans l’application, par la personne elle-même. La dernière signature scelle le document.",
    security(("jeton" = ["parcours:ecrire"])),
    params(
        ("id" = Uuid, Path, description = "Le numéro du parcours."),
        ("objet" = Uuid, Path, description = "Le numéro du document.")
    ),
    request_body = NouvelleSignature,
    responses((status = 201, description = "La réponse est au journal.", body = EcritParcours))
)]
pub(super) async fn signer(
    appel: Appel,
    Deux(id, document): Deux,
    corps: Corps<NouvelleSignature>,
) -> Result<Response, Cause> {
    let tenu = tenir(&appel, id).await?;
    if !tenu.lu.suivi.etat.documents.iter().any(|connu| connu.id == document) {
        return Err(Cause::Introuvable);
    }
    let NouvelleSignature { partie, refus } = corps.lire()?;
    let reponse = refus.map_or(Reponse::Papier, |motif| Reponse::Refus(motif.0));
    let (perimetre, horloge) = (appel.perimetre(), appel.app.horloge());
    let quand = horloge.local(horloge.maintenant());
    let evenement = signatures::evenement(perimetre, &tenu.lu, document, partie, reponse, quand)?;
    tenu.inscrire(&appel, id, None, evenement).await?;
    papiers::sceller_si_complet(&appel.app, &tenu.writer, perimetre, id, document, tenu.fiche).await?;
    tenu.rendre(&appel, id, None).await
}
