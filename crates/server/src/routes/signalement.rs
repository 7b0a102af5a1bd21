//! Signalling a leaver between two campaigns: a dossier opens the same day, and the next campaign recognises it.
//!
//! Whoever signals may type the name of anybody. So a person whom the store knows already stays in the territory where they
//! are known to live, nothing is added to what is known of them, and who signals sees no more than before, unless an INE
//! or an enrolment shows that the young person is theirs; the answer says no more than that the signal reached somebody.

use axum::{
    extract::Query,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::{Days, Months, NaiveDate};
use raccroche_domain::{
    Adresse, CodeCommune, Formation, Identite, Ine, Scolarite, Sexe, TrancheAge, Uai, anniversaire,
    droits::{Action as Geste, Agregat, MotifPortee},
    francais::{date_longue, enumerer, majuscule, ponctuer},
    suivi::{EtatVerification, Evenement, GenreTache, Origine, Responsable, Structure},
    tranche_au,
};
use raccroche_pages::{
    components::{Alert, Tone},
    form::Answers,
    form_page::FormPage,
};
use raccroche_store::{
    Perimetre, StoreError, Writer,
    commune::{self, Lieu},
    contact, dossier, identifiant,
    jeune::{self, NouveauJeune},
    reunion, scolarite,
};
use serde::Deserialize;
use uuid::Uuid;

use super::dossiers::{
    d_une_ecole,
    depart::{self, AVANT_16_ANS},
};
use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu,
    saisie::Saisie,
    territoires,
    visite::Visite,
};

const ICI: &str = "/signaler";
/// The youngest that a school follows in prevention here: the age of the PAFI.
const AGE_PREVENTION: u32 = 15;
/// Nobody leaves a secondary school before: an earlier last day is a slip in one date or the other.
const AGE_DEPART: u32 = 10;

pub(crate) fn routes() -> Vec<Route> {
    let signaler = Acces::Droit(Agregat::Signalement, Geste::Ecrire);
    vec![page(ICI, signaler, voir), acte(ICI, signaler, recevoir)]
}

#[derive(Debug, Deserialize)]
struct Suite {
    recu: Option<String>,
}

async fn voir(Visite { app, qui, headers }: Visite, Query(suite): Query<Suite>) -> Result<Response, Erreur> {
    let mut page = formulaire(&app, &qui, &headers)?;
    if suite.recu.is_some() {
        page.alert = Some(Alert::new(
            Tone::Success,
            ponctuer("Signalement enregistré. La structure qui accompagnera ce jeune en est prévenue."),
        ));
    }
    rendu::page(&page)
}

fn formulaire(app: &App, qui: &Qui, headers: &HeaderMap) -> Result<FormPage, Erreur> {
    let (ecole, jour) = (d_une_ecole(qui.perimetre()?.role()), qui.perimetre()?.le());
    let mut page = FormPage::signalement(rendu::autour(app, qui, headers, ICI), ICI, ecole);
    page.form = page.form.within("naissance", naissances(jour)).within("sorti_le", naissances(jour));
    Ok(page)
}

/// The birth dates that the browser takes: nobody older than the public of the law by far, nobody born tomorrow. The rule itself says
/// more, with its reason.
pub(super) fn naissances(jour: NaiveDate) -> (NaiveDate, NaiveDate) {
    (jour.checked_sub_months(Months::new(12 * 40)).unwrap_or(jour), jour)
}

/// What a form says of a leaver.
struct Signal {
    identite: Identite,
    naissance: NaiveDate,
    ine: Option<Ine>,
    adresse: Adresse,
    telephone: Option<String>,
    /// Of the school left.
    etablissement: String,
    uai: Option<Uai>,
    classe: String,
    /// The last day; nothing for a pupil whom the school still has, and follows in prevention.
    sorti_le: Option<NaiveDate>,
}

impl Signal {
    /// What is said once its dossier is open.
    fn annonce(&self) -> &'static str {
        if self.sorti_le.is_some() { "signale" } else { "prevention_ouverte" }
    }
}

async fn recevoir(Visite { app, qui, headers }: Visite, mut saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let signal = lire(&writer, perimetre, &mut saisie).await?;
    let (Some(signal), None) = (signal, saisie.en_erreur()) else {
        drop(writer);
        return refuser(&app, &qui, &headers, &saisie.en_erreur().unwrap_or_default());
    };
    let connu = match reconnaitre(&writer, &signal).await? {
        Ok(connu) => connu,
        Err(phrase) => {
            drop(writer);
            saisie.erreur("ine", phrase);
            return refuser(&app, &qui, &headers, &saisie.en_erreur().unwrap_or_default());
        }
    };
    let (id, annonce) = if let Some(suite) = match connu {
        Some(jeune) => joindre(&app, &writer, perimetre, jeune, &signal).await?,
        None => None,
    } {
        suite
    } else {
        let nouveau = NouveauJeune { identite: signal.identite.clone(), adresse: signal.adresse.clone() };
        let jeune = jeune::create(&writer, &nouveau).await?.id;
        completer(&writer, perimetre, jeune, &signal).await?;
        (ouvrir(&app, &writer, perimetre, jeune, &signal, true).await?, signal.annonce())
    };
    let visible = !dossier::pourquoi(&writer, perimetre, id).await?.is_empty();
    writer.commit().await?;
    if visible {
        let vers = Redirect::to(&format!("/dossiers/{id}"));
        return Ok((AppendHeaders([rendu::annoncer(annonce, id, 0)]), vers).into_response());
    }
    Ok(Redirect::to("/signaler?recu=1").into_response())
}

fn refuser(app: &App, qui: &Qui, headers: &HeaderMap, reponses: &Answers) -> Result<Response, Erreur> {
    let mut page = formulaire(app, qui, headers)?;
    page.form = page.form.after(reponses);
    rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn lire(writer: &Writer, perimetre: &Perimetre, saisie: &mut Saisie) -> Result<Option<Signal>, Erreur> {
    let jour = perimetre.le();
    let nom = saisie.nom_de_personne("nom", "Indiquez le nom de famille.");
    let prenom = saisie.nom_de_personne("prenom", "Indiquez le prénom.");
    let naissance = saisie.jour_requis("naissance");
    let a_naitre = naissance.is_some_and(|naissance| naissance > jour);
    let prevention = d_une_ecole(perimetre.role()) && saisie.texte("situation") == Some("scolarise");
    let trop_jeune = naissance.is_some_and(|naissance| anniversaire(naissance, AGE_PREVENTION) > jour);
    match naissance.map(|naissance| tranche_au(naissance, jour)) {
        _ if a_naitre => saisie.erreur("naissance", "Cette date de naissance est à venir. Vérifiez l’année."),
        Some(TrancheAge::MoinsDe16) if prevention && trop_jeune => {
            saisie.erreur("naissance", "Un suivi de prévention s’ouvre ici à partir de 15 ans.");
        }
        Some(TrancheAge::MoinsDe16) if prevention => {}
        Some(TrancheAge::MoinsDe16) => saisie.erreur("naissance", &ponctuer(AVANT_16_ANS)),
        Some(TrancheAge::PlusDe25) => saisie.erreur(
            "naissance",
            "À 26 ans et plus, une personne ne relève plus de ce suivi (article D122-3-1 du code de l’éducation).",
        ),
        _ => {}
    }
    let sexe = match saisie.texte("sexe") {
        Some("feminin") => Some(Sexe::Feminin),
        Some("masculin") => Some(Sexe::Masculin),
        _ => None,
    };
    let ine = saisie.texte("ine").map(str::parse::<Ine>);
    if matches!(ine, Some(Err(_))) {
        saisie.erreur(
            "ine",
            "Un INE a onze caractères : neuf chiffres et deux lettres, ou dix chiffres et une lettre.",
        );
    }
    let sorti_le = if prevention { None } else { saisie.jour_requis("sorti_le") };
    if sorti_le.is_some_and(|le| le > jour) {
        saisie.erreur("sorti_le", "Le dernier jour de présence ne peut pas être à venir.");
    }
    if let (Some(le), Some(naissance)) = (sorti_le, naissance.filter(|_| !a_naitre))
        && le < anniversaire(naissance, AGE_DEPART)
    {
        let phrase = format!(
            "Ce jour est avant les {AGE_DEPART} ans du jeune, né le {} : vérifiez les deux dates.",
            date_longue(naissance)
        );
        saisie.erreur("sorti_le", &ponctuer(&phrase));
    }
    let classe = saisie.libelle("classe", "Indiquez la classe ou la formation.");
    let etablissement = if d_une_ecole(perimetre.role()) {
        perimetre.organisation().nom.clone()
    } else {
        saisie.libelle("etablissement", "Indiquez l’établissement quitté.")
    };
    let telephone = saisie.telephone("telephone");
    let adresse = adresse(writer, saisie).await?;
    let uai = d_une_ecole(perimetre.role()).then(|| perimetre.organisation().code.parse().ok()).flatten();
    let Some(naissance) = naissance.filter(|_| prevention || sorti_le.is_some()) else { return Ok(None) };
    Ok(Some(Signal {
        identite: Identite {
            nom_famille: nom,
            prenoms: vec![prenom],
            date_naissance: Some(naissance),
            sexe,
            ..Identite::default()
        },
        naissance,
        ine: ine.and_then(Result::ok),
        adresse,
        telephone,
        etablissement,
        uai,
        classe,
        sorti_le,
    }))
}

/// Where somebody lives, as typed: a commune that the zonings know, or a word beside the field.
pub(super) async fn adresse(writer: &Writer, saisie: &mut Saisie) -> Result<Adresse, Erreur> {
    let ville = saisie.libelle("commune", "Indiquez la commune de résidence.");
    let code_postal = saisie.requis("code_postal", "Indiquez le code postal.");
    let chiffres = code_postal.len() == 5 && code_postal.bytes().all(|octet| octet.is_ascii_digit());
    if !code_postal.is_empty() && !chiffres {
        saisie.erreur("code_postal", "Un code postal a cinq chiffres. Exemple : 33400.");
    }
    let mut adresse =
        Adresse { code_postal: Some(code_postal.clone()), ville: Some(ville.clone()), ..Adresse::default() };
    if ville.is_empty() || !chiffres {
        return Ok(adresse);
    }
    match commune::of_address(writer, &code_postal, &ville).await? {
        Lieu::Connu(code) => adresse.commune = code.parse::<CodeCommune>().ok(),
        Lieu::Autre(noms) => {
            let noms: Vec<String> = noms.iter().take(12).map(|nom| majuscule(nom)).collect();
            saisie.erreur(
                "commune",
                &ponctuer(&format!("Pour {code_postal}, les communes connues sont : {}.", enumerer(&noms))),
            );
        }
        // Outside the zonings: the académie answers.
        Lieu::Ailleurs => {}
    }
    Ok(adresse)
}

/// Who it is, when the store knows: by INE, else by name, first name and birth date, unless two are so named. The error is
/// the sentence to show beside the INE.
async fn reconnaitre(
    writer: &Writer,
    signal: &Signal,
) -> Result<Result<Option<Uuid>, &'static str>, StoreError> {
    let nom = &signal.identite.nom_famille;
    if let Some(ine) = &signal.ine
        && let Some(connu) = identifiant::owner(writer, ine.into(), ine.as_str()).await?
    {
        if jeune::agrees(writer, connu, nom, signal.naissance).await? {
            return Ok(Ok(Some(reunion::retenu(writer, connu).await?)));
        }
        return Ok(Err(
            "Cet INE ne va pas avec ce nom et cette date de naissance. Vérifiez-le, ou laissez le champ vide.",
        ));
    }
    Ok(Ok(par_nom(writer, &signal.identite, signal.naissance).await?))
}

/// Who has that name, first name and birth date, when the store knows exactly one.
pub(super) async fn par_nom(
    writer: &Writer,
    identite: &Identite,
    naissance: NaiveDate,
) -> Result<Option<Uuid>, StoreError> {
    let prenom = identite.prenoms.first().map(String::as_str).unwrap_or_default();
    let mut pareils = jeune::namesakes(writer, &identite.nom_famille, prenom, naissance).await?;
    let sexe = identite.sexe;
    pareils.retain(|p| sexe.is_none() || p.sexe.is_none() || p.sexe == sexe);
    let mut retenus = Vec::new();
    for pareil in pareils {
        let retenu = reunion::retenu(writer, pareil.id).await?;
        if !retenus.contains(&retenu) {
            retenus.push(retenu);
        }
    }
    Ok(if let [seul] = retenus[..] { Some(seul) } else { None })
}

/// Attaches the signal to somebody known: to the open dossier, or to one that opens. Nothing when a school says that it has a
/// pupil of whom nothing shows that they are its own: its dossier is then of somebody new, whom people may reunite.
async fn joindre(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    jeune: Uuid,
    signal: &Signal,
) -> Result<Option<(Uuid, &'static str)>, Erreur> {
    let par_ine = match &signal.ine {
        Some(ine) => match identifiant::owner(writer, ine.into(), ine.as_str()).await? {
            Some(connu) => reunion::retenu(writer, connu).await? == jeune,
            None => false,
        },
        None => false,
    };
    let par_scolarite = match signal.uai {
        Some(uai) => scolarite::was_at(writer, jeune, &String::from(uai)).await?,
        None => false,
    };
    let sien = par_ine || par_scolarite;
    let ouvert = dossier::ouvert_du_jeune(writer, jeune).await?;
    if ouvert.is_none() && !sien && signal.sorti_le.is_none() {
        return Ok(None);
    }
    if sien {
        completer(writer, perimetre, jeune, signal).await?;
    }
    let Some(ouvert) = ouvert else {
        return Ok(Some((ouvrir(app, writer, perimetre, jeune, signal, sien).await?, signal.annonce())));
    };
    let jour = perimetre.le();
    let lu = dossier::lire(writer, perimetre, ouvert).await?;
    if let Some(lu) = &lu {
        let meme = if signal.sorti_le.is_some() { Origine::Signalement } else { Origine::Prevention };
        if lu.etat.origine == meme && lu.etat.ouvert_le == jour {
            // The same form, sent twice.
            return Ok(Some((ouvert, signal.annonce())));
        }
    } else if sien && d_une_ecole(perimetre.role()) {
        let ecole = perimetre.organisation().id;
        dossier::etendre_portee(writer, ouvert, ecole, MotifPortee::Etablissement, None).await?;
    }
    let seuils = &app.config().seuils;
    let pour_le = jour.checked_add_days(Days::new(seuils.jours_premier_contact)).unwrap_or(jour);
    let mut evenements = Vec::new();
    if let Some(sorti_le) = signal.sorti_le {
        // Only who has a pupil's dossier says that the pupil has left: another's word is looked at first.
        let scolarise = dossier::encore_scolarise(writer, ouvert).await?;
        if lu.is_some() || !scolarise {
            let depuis = scolarise.then_some(sorti_le);
            evenements.push(Evenement::Verifie { etat: EtatVerification::Confirmee, ou: None, depuis });
        }
    }
    // A dossier may be quiet, with a solution that the signal contradicts: somebody looks.
    evenements.push(Evenement::TacheAjoutee { id: writer.new_id(), genre: GenreTache::Appeler, pour_le });
    for evenement in evenements {
        dossier::inscrire_du_systeme(writer, &perimetre.auteur(), jour, ouvert, evenement, seuils).await?;
    }
    if lu.is_some() {
        depart::suivre(writer, perimetre, ouvert, seuils).await?;
    }
    Ok(Some((ouvert, "signalement_joint")))
}

/// Opens the dossier of somebody who has none; `sien` when the young person is of the school that signals.
async fn ouvrir(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    jeune: Uuid,
    signal: &Signal,
    sien: bool,
) -> Result<Uuid, Erreur> {
    let jour = perimetre.le();
    let ecole = perimetre.organisation();
    let seuils = &app.config().seuils;
    let (origine, portees, responsable) = if signal.sorti_le.is_none() {
        // The school answers for its pupils, and nobody else sees them until they leave.
        let agent = Structure { id: perimetre.utilisateur(), nom: perimetre.nom().to_owned() };
        let structure = Structure { id: ecole.id, nom: ecole.nom.clone() };
        let responsable = Responsable { structure, agent: Some(agent) };
        (Origine::Prevention, vec![(ecole.id, MotifPortee::Etablissement)], responsable)
    } else {
        let connue = jeune::residence(writer, jeune).await?.and_then(|code| code.parse::<CodeCommune>().ok());
        let (mut portees, structure) = territoires::a_qui(writer, connue.or(signal.adresse.commune)).await?;
        if sien && d_une_ecole(perimetre.role()) {
            portees.push((ecole.clone(), MotifPortee::Etablissement));
        }
        let agent = territoires::chef(writer, structure.id, jour).await?;
        let portees = portees.iter().map(|(organisation, motif)| (organisation.id, *motif)).collect();
        (Origine::Signalement, portees, Responsable { structure, agent })
    };
    let nouveau = dossier::Nouveau {
        jeune,
        naissance: Some(signal.naissance),
        evenement: Evenement::Ouvert {
            origine,
            campagne: None,
            signale_le: signal.sorti_le.map(|_| jour),
            sans_formation_depuis: signal.sorti_le,
            responsable,
        },
        portees,
        dernier_etablissement: signal.etablissement.clone(),
        derniere_formation: signal.classe.clone(),
    };
    let id = dossier::ouvrir(writer, &perimetre.auteur(), jour, &nouveau, seuils).await?;
    if signal.sorti_le.is_some() {
        // Who signals has verified: the list need not ask the school again.
        let confirmee = Evenement::Verifie { etat: EtatVerification::Confirmee, ou: None, depuis: None };
        dossier::inscrire_du_systeme(writer, &perimetre.auteur(), jour, id, confirmee, seuils).await?;
    }
    Ok(id)
}

/// Notes what the signal says beside what registers say, each with its source.
async fn completer(
    writer: &Writer,
    perimetre: &Perimetre,
    jeune: Uuid,
    signal: &Signal,
) -> Result<(), StoreError> {
    let source = format!("Signalement, {}", perimetre.organisation().nom);
    if let Some(ine) = &signal.ine {
        match identifiant::attach(writer, jeune, ine.into(), ine.as_str(), &source).await {
            Ok(()) | Err(StoreError::Existe(_)) => {}
            Err(error) => return Err(error),
        }
    }
    if let Some(telephone) = &signal.telephone {
        let genre = contact::GenreCoordonnee::Telephone;
        contact::see(writer, jeune, None, genre, telephone, &source).await?;
    }
    let lue = Scolarite {
        uai: signal.uai,
        etablissement: Some(signal.etablissement.clone()),
        formation: Formation { libelle: Some(signal.classe.clone()), ..Formation::default() },
        fin: signal.sorti_le,
        ..Scolarite::default()
    };
    scolarite::replace(writer, jeune, &source, perimetre.le(), &[lue]).await
}
