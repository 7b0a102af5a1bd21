//! Review of the matches that the engine would not decide: two records side by side, three answers, one after the other.
//!
//! An answer is taken back as easily as given. "Same person" says at once where the young person is, when the other record
//! shows them enrolled; every answer goes into the next campaign, which does not ask again.

use axum::{
    extract::Path,
    http::{HeaderMap, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_campaign::Proche;
use raccroche_domain::{
    GenreRegistre, LieuNaissance, RoleRegistre, Sexe,
    droits::{Action as Geste, Agregat, Role},
    francais::{
        self, a_etablissement, accorder, date_courte, guillemets, majuscule, nombre, ponctuer, pronom,
    },
    suivi::{EtatVerification, Evenement},
};
use raccroche_pages::{
    components::{EmptyState, Progress},
    layout::Link,
    revue::{ChampCompare, Raison, Revue, RevueFinie},
};
use raccroche_store::{
    Perimetre, StoreError, Writer, acces, dossier, identifiant,
    jeune::{self, Jeune},
    relecture::{self, Avis, Relecture},
    scolarite,
};
use uuid::Uuid;

use crate::{
    auth::session::Qui,
    campagnes::decisions,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    limites::Essai,
    rendu,
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/revue";
/// Seconds that a pair takes, to tell how long the rest will.
const SECONDES: u64 = 20;

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Revue, Geste::Lire);
    let ecrire = Acces::Droit(Agregat::Revue, Geste::Ecrire);
    vec![
        page(ICI, lire, suivante),
        page("/revue/corrections.csv", lire, corrections),
        acte("/revue/annuler", ecrire, annuler),
        page("/revue/{id}", lire, voir),
        acte("/revue/{id}", ecrire, decider),
    ]
}

async fn suivante(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    match relecture::next(reader, perimetre).await? {
        Some(paire) => montrer(&app, &qui, &headers, &paire).await,
        None => finie(&app, &qui, &headers, relecture::count(reader, perimetre).await?.1),
    }
}

fn finie(app: &App, qui: &Qui, headers: &HeaderMap, total: u64) -> Result<Response, Erreur> {
    let titre = match total {
        0 => "Aucune correspondance à revoir".to_owned(),
        1 => "Tout est revu : une paire".to_owned(),
        n => format!("Tout est revu : {} paires", nombre(n)),
    };
    let texte = if total == 0 {
        "Les campagnes demandent un avis quand deux enregistrements se ressemblent sans certitude."
    } else {
        "La prochaine campagne se souviendra de vos décisions et ne les redemandera pas."
    };
    let lien = (total > 0).then(|| Link::new("Télécharger les décisions (CSV)", "/revue/corrections.csv"));
    let page = RevueFinie {
        layout: rendu::autour(app, qui, headers, ICI),
        message: EmptyState { title: ponctuer(&titre), text: texte.to_owned(), link: lien },
    };
    rendu::page(&page)
}

async fn voir(Visite { app, qui, headers }: Visite, Path(id): Path<Uuid>) -> Result<Response, Erreur> {
    let paire = relecture::find(app.store().read(), qui.perimetre()?, id).await?;
    montrer(&app, &qui, &headers, &paire.ok_or(Erreur::Introuvable)?).await
}

fn lire_proche(paire: &Relecture) -> Result<Proche, Erreur> {
    serde_json::from_value(paire.proche.clone()).map_err(|error| {
        tracing::error!(%error, "record of a review");
        Erreur::Interne
    })
}

async fn montrer(app: &App, qui: &Qui, headers: &HeaderMap, paire: &Relecture) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let jeune = jeune::find(reader, perimetre, paire.jeune).await?.ok_or(Erreur::Introuvable)?;
    let proche = lire_proche(paire)?;
    let ines = identifiant::of_jeune(reader, perimetre, jeune.id).await?;
    let ines: Vec<&str> = ines.iter().filter(|i| i.genre.is_ine()).map(|i| i.valeur.as_str()).collect();
    let scolarites = scolarite::of_jeune(reader, perimetre, jeune.id).await?;
    let derniere = scolarites.first();
    let (attendent, total) = relecture::count(reader, perimetre).await?;
    let autres = relecture::others(reader, perimetre, paire).await?;

    let ouvert = dossier::ouvert_du_jeune(reader, jeune.id).await?;
    let motif = match ouvert {
        Some(id) => dossier::pourquoi(reader, perimetre, id).await?.first().map(|motif| motif.code()),
        None => None,
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record(&writer, perimetre, ouvert, "revue", motif.unwrap_or("dossier clos")).await?;
    writer.commit().await?;

    let gauche = match derniere {
        Some(vue) => {
            let lieu = vue.etablissement.as_deref().or(vue.uai.as_deref()).unwrap_or_default();
            format!("{} : {lieu}", vue.source)
        }
        None => "Jeune recherché".to_owned(),
    };
    let lieu = proche.etablissement.as_deref().unwrap_or_default();
    let droite =
        if lieu.is_empty() { proche.registre.clone() } else { format!("{} : {lieu}", proche.registre) };
    let champs = champs(&jeune, &ines.join(" "), derniere, &proche);
    let page = Revue {
        layout: rendu::autour(app, qui, headers, ICI),
        avancement: avancement(attendent, total),
        question: question(&jeune, &proche),
        gauche: ponctuer(gauche.trim_end_matches([' ', ':'])),
        droite: ponctuer(&droite),
        champs,
        raisons: raisons(&proche),
        total: conclusion(&proche),
        decisions: if attend(paire, perimetre) {
            Revue::decisions(&format!("{ICI}/{}", paire.id), i64::from(paire.version))
        } else {
            Vec::new()
        },
        autres: autres.first().map(|autre| {
            Link::new(format!("Voir d’autres candidats ({})", autres.len()), format!("{ICI}/{}", autre.id))
        }),
        premier_avis: premier_avis(app, paire),
    };
    rendu::page(&page)
}

/// Whether this person's opinion is still asked.
fn attend(paire: &Relecture, perimetre: &Perimetre) -> bool {
    match paire.decision {
        None => true,
        Some(Avis::NeSaitPas) => {
            paire.second_avis.is_none() && paire.decide_par != Some(perimetre.utilisateur())
        }
        Some(_) => false,
    }
}

fn premier_avis(app: &App, paire: &Relecture) -> Option<String> {
    let (avis, par, le) = match (paire.second_avis, paire.decision) {
        (Some(avis), _) => (avis, &paire.second_par_nom, paire.second_le),
        (None, Some(avis)) => (avis, &paire.decide_par_nom, paire.decide_le),
        (None, None) => return None,
    };
    let mots = match avis {
        Avis::MemePersonne => "même personne",
        Avis::PersonnesDifferentes => "personnes différentes",
        Avis::NeSaitPas => "je ne sais pas",
    };
    let le = rendu::moment_en_mots(app.horloge().local(le?));
    Some(ponctuer(&format!("{}, le {le} : {}", par.as_deref()?, guillemets(mots))))
}

fn avancement(attendent: u64, total: u64) -> Progress {
    let faites = total.saturating_sub(attendent);
    let minutes = (attendent * SECONDES).div_ceil(60);
    let reste = if minutes > 1 { format!("{minutes} minutes") } else { "une minute".to_owned() };
    let s = if faites > 1 { "s" } else { "" };
    Progress {
        done: faites,
        total,
        words: ponctuer(&format!(
            "{} paire{s} revue{s} sur {}, encore {reste} environ",
            nombre(faites),
            nombre(total)
        )),
    }
}

fn question(jeune: &Jeune, proche: &Proche) -> String {
    let identite = &jeune.identite;
    let prenom = identite.prenoms.first().map_or_else(|| "ce jeune".to_owned(), |lu| francais::prenom(lu));
    let lieu =
        proche.etablissement.as_deref().map(|lieu| format!(" {}", a_etablissement(lieu))).unwrap_or_default();
    let phrase = match trouve(proche) {
        Some(EtatVerification::RetrouveApprentissage) => {
            format!("Si c’est la même personne, {prenom} est en apprentissage{lieu} et sort de la liste.")
        }
        Some(_) => format!(
            "Si c’est la même personne, {prenom} est {}{lieu} et sort de la liste.",
            accorder(identite.sexe, "inscrit", "inscrite")
        ),
        None => format!(
            "Si c’est la même personne, la prochaine campagne tiendra compte de ce que ce registre dit de {prenom} ; {} reste \
             sur la liste d’ici là.",
            pronom(identite.sexe)
        ),
    };
    ponctuer(&phrase)
}

/// Where the other record shows the young person today; nothing when it shows something past, or no enrolment.
fn trouve(proche: &Proche) -> Option<EtatVerification> {
    let inscrit = proche.role == RoleRegistre::Actuel && proche.en_cours;
    inscrit.then_some(match proche.genre {
        GenreRegistre::Sifa => EtatVerification::RetrouveApprentissage,
        _ => EtatVerification::RetrouveScolaire,
    })
}

fn champs(
    jeune: &Jeune,
    ines: &str,
    derniere: Option<&scolarite::Scolarite>,
    proche: &Proche,
) -> Vec<ChampCompare> {
    let (a, b) = (&jeune.identite, &proche.identite);
    let usage = |identite: &raccroche_domain::Identite| identite.nom_usage.clone().unwrap_or_default();
    let naissance =
        |identite: &raccroche_domain::Identite| identite.date_naissance.map(date_courte).unwrap_or_default();
    let proche_ine: Vec<&str> = proche.ine.iter().map(raccroche_domain::Ine::as_str).collect();
    let formation = derniere.and_then(|vue| vue.formation.clone()).unwrap_or_default();
    let etablissement = derniere.and_then(|vue| vue.etablissement.clone()).unwrap_or_default();
    let mut champs = vec![
        ChampCompare::new("Nom de famille", &a.nom_famille, &b.nom_famille),
        ChampCompare::new("Nom d’usage", &usage(a), &usage(b)),
        ChampCompare::new("Prénoms", &a.prenoms.join(" "), &b.prenoms.join(" ")),
        ChampCompare::new("Date de naissance", &naissance(a), &naissance(b)),
        ChampCompare::new("Sexe au registre", sexe(a.sexe), sexe(b.sexe)),
        ChampCompare::new("Lieu de naissance", &ne_a(a.naissance.as_ref()), &ne_a(b.naissance.as_ref())),
        ChampCompare::new("INE", ines, &proche_ine.join(" ")),
        ChampCompare::new(
            "Établissement",
            &etablissement,
            proche.etablissement.as_deref().unwrap_or_default(),
        ),
        ChampCompare::new("Formation", &formation, proche.formation.as_deref().unwrap_or_default()),
    ];
    // What neither register says is not worth a line.
    champs.retain(|champ| !champ.gauche.is_empty() || !champ.droite.is_empty());
    champs
}

fn sexe(sexe: Option<Sexe>) -> &'static str {
    match sexe {
        Some(Sexe::Masculin) => "masculin",
        Some(Sexe::Feminin) => "féminin",
        None => "",
    }
}

fn ne_a(lieu: Option<&LieuNaissance>) -> String {
    match lieu {
        Some(LieuNaissance::Commune(code)) => format!("commune {code}"),
        Some(LieuNaissance::Departement(code)) => format!("département {code}"),
        Some(LieuNaissance::Etranger { pays, ville }) => match ville {
            Some(ville) => format!("{ville} (pays {pays})"),
            None => format!("pays {pays}"),
        },
        None => String::new(),
    }
}

/// Longest bar first.
fn raisons(proche: &Proche) -> Vec<Raison> {
    let mut lues: Vec<_> = proche.raisons.iter().filter(|raison| raison.poids.abs() >= 0.05).collect();
    lues.sort_by(|a, b| b.poids.abs().total_cmp(&a.poids.abs()));
    let plus_longue = lues.first().map_or(1.0, |raison| raison.poids.abs());
    lues.iter()
        .map(|raison| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
            let part = (raison.poids.abs() / plus_longue * 100.0).clamp(1.0, 100.0) as u8;
            Raison {
                texte: ponctuer(&raison.texte),
                poids: signe(raison.poids),
                part,
                pour: raison.poids > 0.0,
            }
        })
        .collect()
}

/// `+9,1`, `−6,4`.
fn signe(poids: f64) -> String {
    let signe = if poids < 0.0 { '−' } else { '+' };
    format!("{signe}{:.1}", poids.abs()).replace('.', ",")
}

fn conclusion(proche: &Proche) -> String {
    let pour_cent = (proche.probabilite * 100.0).round().clamp(1.0, 99.0);
    let differences = if proche.raisons.is_empty() && !proche.differences.is_empty() {
        format!(" À regarder : {}.", proche.differences)
    } else {
        String::new()
    };
    ponctuer(&format!(
        "Le rapprochement estime à {pour_cent:.0} % la chance que ce soit la même personne : trop peu pour décider seul.{differences}"
    ))
}

async fn decider(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    relecture::find(app.store().read(), perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let (avis, annonce) = match saisie.texte("decision") {
        Some("meme") => (Avis::MemePersonne, "relecture_meme"),
        Some("differentes") => (Avis::PersonnesDifferentes, "relecture_differentes"),
        Some("ne_sait_pas") => (Avis::NeSaitPas, "relecture_ne_sait_pas"),
        _ => return Err(Erreur::Demande("Choisissez l’une des trois réponses.".to_owned())),
    };
    let version = saisie.version().and_then(|version| i32::try_from(version).ok());
    let version = version.ok_or_else(|| Erreur::Demande("Rechargez la page avant de décider.".to_owned()))?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let paire = relecture::find(&writer, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let entree =
        if avis == Avis::MemePersonne { noter(&app, &writer, perimetre, &paire).await? } else { None };
    relecture::decide(&writer, perimetre, id, version, avis, entree).await?;
    writer.commit().await?;
    Ok((AppendHeaders([rendu::annoncer(annonce, id, 0)]), Redirect::to(ICI)).into_response())
}

/// Writes in the open dossier where the other record shows the young person.
async fn noter(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    paire: &Relecture,
) -> Result<Option<(Uuid, u32)>, Erreur> {
    let proche = lire_proche(paire)?;
    let Some(etat) = trouve(&proche) else { return Ok(None) };
    let Some(ouvert) = dossier::ouvert_du_jeune(writer, paire.jeune).await? else { return Ok(None) };
    let ou = proche.etablissement.clone();
    let verifie = Evenement::Verifie { etat, ou, depuis: None };
    match dossier::inscrire(writer, perimetre, ouvert, None, verifie, None, &app.config().seuils).await {
        Ok(rang) => Ok(Some((ouvert, rang))),
        // The open dossier is of another territory: the decision counts, its PSAD concludes.
        Err(StoreError::Absent { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Takes back the last decision, and what it wrote.
async fn annuler(Visite { app, qui, .. }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let id = saisie.id("paire").ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let reprise = relecture::withdraw(&writer, perimetre, id).await?;
    if let (Some(dossier), Some(rang)) = (reprise.dossier, reprise.entree) {
        let rang = u32::try_from(rang).unwrap_or(0);
        dossier::annuler(&writer, perimetre, dossier, rang, &app.config().seuils).await?;
    }
    writer.commit().await?;
    let vers = Redirect::to(&format!("{ICI}/{id}"));
    Ok((AppendHeaders([rendu::annoncer("relecture_reprise", id, 0)]), vers).into_response())
}

/// What was decided, as a file of corrections: of the whole académie for those who run campaigns, of their territory for
/// the others.
async fn corrections(Visite { app, qui, .. }: Visite) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    if !app.limites().admet(Essai::Export, &perimetre.utilisateur().to_string()) {
        return Err(Erreur::TropDEssais);
    }
    let tout = perimetre.role() == Role::Saio;
    let decidees = relecture::decided(app.store().read(), (!tout).then_some(perimetre)).await?;
    let lignes: Vec<Vec<String>> = decidees.iter().filter_map(decisions::paire).collect();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let motif = format!("corrections de {} paires", lignes.len());
    acces::record(&writer, perimetre, None, "export", &majuscule(&motif)).await?;
    writer.commit().await?;
    let fichier = crate::export::liste(&decisions::COLONNES, &lignes, true).ok_or(Erreur::Interne)?;
    let entetes = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"corrections.csv\"".to_owned()),
    ];
    Ok((entetes, fichier).into_response())
}
