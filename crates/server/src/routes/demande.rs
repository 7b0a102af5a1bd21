//! The young person who asks to come back, without an account: the right to return (D122-3-1 and following).
//!
//! The request opens the clock of the law, fifteen days to an interview, in the dossier of whoever is recognised or in a new one.
//! Anybody may type the name of anybody: the answer is the same whether the store knew the person or not, nothing of what is
//! known is shown, and a phone number that comes this way says so beside itself.

use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use chrono::{Days, NaiveDate};
use raccroche_domain::{
    Adresse, Identite, TrancheAge,
    dispositif::{DateNommee, Dispositif, Repere},
    francais::{date_longue, ponctuer},
    parcours::{EvenementParcours, Saisi},
    suivi::{Evenement, GenreTache, Origine, Responsable},
    tranche_au,
};
use raccroche_pages::{
    components::{Alert, Tone},
    form_page::FormPage,
    layout::Layout,
};
use raccroche_store::{
    Auteur, StoreError, Writer, contact, dossier,
    jeune::{self, NouveauJeune},
    parcours,
};
use serde::Deserialize;
use uuid::Uuid;

use super::signalement;
use crate::{
    appelant::Appelant,
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    limites::Essai,
    rendu,
    saisie::Saisie,
    territoires,
};

/// Where it is.
pub(crate) const ICI: &str = "/revenir-en-formation";
/// The fiche that it opens.
pub(crate) const FICHE: &str = "droit_retour";
/// Beside what was typed: nobody has checked it.
const SOURCE: &str = "Formulaire public, à vérifier";

pub(crate) fn routes() -> Vec<Route> {
    vec![page(ICI, Acces::Public, lire), acte(ICI, Acces::Public, recevoir)]
}

#[derive(Debug, Deserialize)]
struct Suite {
    recue: Option<String>,
}

async fn lire(
    State(app): State<App>,
    qui: Option<Extension<Qui>>,
    headers: HeaderMap,
    Query(suite): Query<Suite>,
) -> Result<Response, Erreur> {
    let mut page = formulaire(&app, rendu::autour_de_tous(&app, qui.as_deref(), &headers, ""));
    if suite.recue.is_some() {
        let avant = limite(&app)
            .map_or_else(String::new, |avant| format!(" Un entretien vous est proposé avant le {avant}."));
        page.alert = Some(Alert::new(
            Tone::Success,
            format!("Votre demande est enregistrée. Une personne de votre secteur vous répond.{avant}"),
        ));
    }
    rendu::page(&page)
}

fn formulaire(app: &App, layout: Layout) -> FormPage {
    let mut page = FormPage::demande(layout, ICI, limite(app).as_deref());
    page.form = page.form.within("naissance", signalement::naissances(app.horloge().aujourd_hui()));
    page
}

/// The last day for the interview of a request of today, in words.
fn limite(app: &App) -> Option<String> {
    let fiche = app.catalogue().get(FICHE)?;
    avant(fiche, app.horloge().aujourd_hui()).map(date_longue)
}

/// The last day for the interview of a request of that day, as the fiche counts it.
fn avant(fiche: &Dispositif, le: NaiveDate) -> Option<NaiveDate> {
    let delais = fiche.etapes.iter().filter_map(|etape| etape.delai.as_ref());
    let de_la_demande = |repere: &Repere| matches!(repere, Repere::Date(DateNommee::Demande));
    let mut echeances = delais
        .filter(|delai| de_la_demande(&delai.depuis))
        .filter_map(|delai| delai.echeance(|repere| de_la_demande(repere).then_some(le)));
    echeances.next()
}

/// What a young person says.
struct Demande {
    identite: Identite,
    naissance: NaiveDate,
    adresse: Adresse,
    telephone: Option<String>,
    courriel: Option<String>,
    /// The last class, when it was said.
    classe: String,
}

async fn recevoir(
    State(app): State<App>,
    qui: Option<Extension<Qui>>,
    headers: HeaderMap,
    appelant: Appelant,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    if !app.limites().admet(Essai::Demande, &appelant.0) {
        return Err(Erreur::TropDEssais);
    }
    let layout = rendu::autour_de_tous(&app, qui.as_deref(), &headers, "");
    let jour = app.horloge().aujourd_hui();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let demande = comprendre(&writer, jour, &mut saisie).await?;
    let (Some(demande), None) = (demande, saisie.en_erreur()) else {
        drop(writer);
        let mut page = formulaire(&app, layout);
        page.form = page.form.after(&saisie.en_erreur().unwrap_or_default());
        return rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    enregistrer(&app, &writer, jour, &demande, app.catalogue().get(FICHE)).await?;
    writer.commit().await?;
    Ok(Redirect::to(&format!("{ICI}?recue=1")).into_response())
}

async fn comprendre(
    writer: &Writer,
    jour: NaiveDate,
    saisie: &mut Saisie,
) -> Result<Option<Demande>, Erreur> {
    let nom = saisie.nom_de_personne("nom", "Indiquez votre nom de famille.");
    let prenom = saisie.nom_de_personne("prenom", "Indiquez votre prénom.");
    let naissance = saisie.jour_requis("naissance");
    match naissance.map(|naissance| tranche_au(naissance, jour)) {
        _ if naissance.is_some_and(|naissance| naissance > jour) => {
            saisie.erreur("naissance", "Cette date de naissance est à venir. Vérifiez l’année.");
        }
        Some(TrancheAge::MoinsDe16) => saisie.erreur(
            "naissance",
            &ponctuer(
                "Avant 16 ans, l’école est obligatoire (article L131-1 du code de l’éducation) : adressez-vous à votre \
                 établissement ou à un centre d’information et d’orientation.",
            ),
        ),
        Some(TrancheAge::PlusDe25) => saisie.erreur(
            "naissance",
            "Ce droit vaut jusqu’à 25 ans (article D122-3-1 du code de l’éducation). Après, France Travail et les GRETA vous \
             conseillent.",
        ),
        _ => {}
    }
    let (telephone, courriel) = (saisie.telephone("telephone"), saisie.courriel("courriel"));
    if saisie.texte("classe").is_some() {
        saisie.libelle("classe", "");
    }
    if telephone.is_none() && courriel.is_none() {
        saisie
            .erreur("telephone", "Indiquez un téléphone ou un courriel, pour que l’on puisse vous répondre.");
    }
    let adresse = signalement::adresse(writer, saisie).await?;
    let Some(naissance) = naissance else { return Ok(None) };
    Ok(Some(Demande {
        identite: Identite {
            nom_famille: nom,
            prenoms: vec![prenom],
            date_naissance: Some(naissance),
            ..Identite::default()
        },
        naissance,
        adresse,
        telephone,
        courriel,
        classe: saisie.texte("classe").unwrap_or_default().to_owned(),
    }))
}

async fn enregistrer(
    app: &App,
    writer: &Writer,
    jour: NaiveDate,
    demande: &Demande,
    fiche: Option<&Dispositif>,
) -> Result<(), Erreur> {
    let auteur = Auteur::sans_compte("Formulaire public");
    let seuils = &app.config().seuils;
    let connu = signalement::par_nom(writer, &demande.identite, demande.naissance).await?;
    let jeune = if let Some(connu) = connu {
        connu
    } else {
        let nouveau = NouveauJeune { identite: demande.identite.clone(), adresse: demande.adresse.clone() };
        jeune::create(writer, &nouveau).await?.id
    };
    let joindre = [
        (contact::GenreCoordonnee::Telephone, &demande.telephone),
        (contact::GenreCoordonnee::Courriel, &demande.courriel),
    ];
    for (genre, valeur) in joindre {
        if let Some(valeur) = valeur {
            contact::see(writer, jeune, None, genre, valeur, SOURCE).await?;
        }
    }
    let ouvert = match dossier::ouvert_du_jeune(writer, jeune).await? {
        Some(ouvert) => ouvert,
        None => ouvrir(app, writer, &auteur, jour, jeune, demande).await?,
    };
    let pour_le = jour.checked_add_days(Days::new(seuils.jours_premier_contact)).unwrap_or(jour);
    let rappeler = Evenement::TacheAjoutee { id: writer.new_id(), genre: GenreTache::Appeler, pour_le };
    dossier::inscrire_du_systeme(writer, &auteur, jour, ouvert, rappeler, seuils).await?;
    let Some(fiche) = fiche else { return Ok(()) };
    let id = match parcours::ouvrir_du_systeme(writer, &auteur, jour, ouvert, fiche, seuils).await {
        Ok(id) => id,
        // Under way already: whoever follows it has the task, and the clock of the first request runs.
        Err(StoreError::Refus(_) | StoreError::RefusParcours(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let mut entrees = vec![EvenementParcours::DateFixee { nom: DateNommee::Demande, le: jour }];
    let canal =
        fiche.etapes.iter().flat_map(|etape| &etape.besoins).find(|b| b.code_saisi() == Some("canal"));
    if let Some(besoin) = canal {
        entrees.push(EvenementParcours::Saisi {
            code: "canal".to_owned(),
            titre: besoin.en_mots(),
            valeur: Saisi::Choix(vec!["formulaire public".to_owned()]),
        });
    }
    for entree in entrees {
        parcours::inscrire_du_systeme(writer, &auteur, jour, (id, entree), fiche, seuils).await?;
    }
    Ok(())
}

/// Opens the dossier of somebody who has none: where they say that they live, else where they are known to.
async fn ouvrir(
    app: &App,
    writer: &Writer,
    auteur: &Auteur,
    jour: NaiveDate,
    jeune: Uuid,
    demande: &Demande,
) -> Result<Uuid, Erreur> {
    let connue = jeune::residence(writer, jeune).await?.and_then(|code| code.parse().ok());
    let (portees, structure) = territoires::a_qui(writer, connue.or(demande.adresse.commune)).await?;
    let agent = territoires::chef(writer, structure.id, jour).await?;
    let nouveau = dossier::Nouveau {
        jeune,
        naissance: Some(demande.naissance),
        evenement: Evenement::Ouvert {
            origine: Origine::Spontane,
            campagne: None,
            signale_le: None,
            sans_formation_depuis: None,
            responsable: Responsable { structure, agent },
        },
        portees: portees.iter().map(|(organisation, motif)| (organisation.id, *motif)).collect(),
        dernier_etablissement: String::new(),
        derniere_formation: demande.classe.clone(),
    };
    Ok(dossier::ouvrir(writer, auteur, jour, &nouveau, &app.config().seuils).await?)
}
