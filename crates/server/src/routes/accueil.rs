//! "Ma journée": what is late, what is due, what is new, what waits for others. Every figure opens exactly its list.

use axum::response::Response;
use chrono::{Datelike as _, Days, Months, NaiveDate};
use raccroche_domain::{
    SuiteEchec,
    droits::{Action, Agregat, peut},
    francais::{self, ponctuer},
    suivi::{GenreEcheance, Seuils},
};
use raccroche_pages::{
    components::{CountedLine, Tone},
    layout::Link,
    ma_journee::{Jour, MaJournee, ParcoursAttendu, RendezVous, Reponse},
};
use raccroche_store::{
    Perimetre, Reader, acces, avis,
    campagne::{self, EtatCampagne},
    dossier::{self, Filtre, LigneDossier, Page, Tri},
    invitation, relecture, resultat,
};

use crate::{
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, page},
    journee::Lignes,
    rendu::{self, jour_en_mots},
    resultats::DISPOSITIF,
    routes::{
        groupes,
        parcours::{attendus::suivis, lister::MOI},
    },
    visite::Visite,
};

/// Lines shown of a day or of the answers, before the list takes over.
const AU_PLUS: u64 = 6;
/// Days after which who comes back is told what is new of the last week alone.
const RETOUR: u64 = 31;

pub(crate) fn routes() -> Vec<Route> {
    vec![page("/", Acces::Connecte, afficher)]
}

async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    let aujourd_hui = app.horloge().aujourd_hui();
    let mut journee = MaJournee {
        layout: rendu::autour(&app, &qui, &headers, "/"),
        prenom: qui.utilisateur.prenom.clone(),
        date: jour_en_mots(aujourd_hui, NaiveDate::MIN),
        a_faire: Vec::new(),
        parcours: Vec::new(),
        tous_les_parcours: None,
        semaine: Vec::new(),
        reponses: Vec::new(),
        depuis: String::new(),
        nouveau: Vec::new(),
        en_attente: Vec::new(),
        agenda: None,
        suit_des_jeunes: false,
    };
    if let Some(perimetre) = qui.perimetre.as_ref().filter(|p| peut(p.role(), Agregat::Dossier, Action::Lire))
    {
        journee.suit_des_jeunes = true;
        journee.agenda = Some(Link::new("S’abonner depuis mon agenda", "/compte#agenda"));
        let depuis = derniere_visite(&app, perimetre, aujourd_hui).await?;
        journee.depuis = jour_en_mots(depuis, aujourd_hui);
        remplir(app.store().read(), perimetre, (aujourd_hui, depuis), &app.config().seuils, &mut journee)
            .await?;
    }
    if let Some(perimetre) = &qui.perimetre {
        journee.a_faire.extend(decisions(&app, perimetre).await?);
        parcours(&app, perimetre, &mut journee).await?;
    }
    rendu::page(&journee)
}

/// The parcours that await who is signed in: the first ones by name, and the way to the others.
async fn parcours(app: &App, perimetre: &Perimetre, journee: &mut MaJournee) -> Result<(), Erreur> {
    let attendus = suivis(app, perimetre, true).await?;
    let combien = attendus.len();
    let montres = attendus.iter().take(usize::try_from(AU_PLUS).unwrap_or(usize::MAX));
    journee.parcours = montres
        .map(|suivi| {
            let identite = &suivi.lu.identite;
            let prenoms = identite.prenoms.first().map_or("", String::as_str);
            ParcoursAttendu {
                nom: ponctuer(&format!("{} : {}", court(prenoms, &identite.nom_famille), suivi.dispositif())),
                quoi: suivi.attendu.iter().map(|quoi| francais::majuscule(quoi)).collect(),
                badge: suivi.badge(perimetre.le()),
                href: suivi.adresse(),
            }
        })
        .collect();
    journee.tous_les_parcours = (combien > journee.parcours.len())
        .then(|| Link::new(format!("Les {combien} parcours qui vous attendent"), MOI));
    Ok(())
}

/// What waits for a decision of who conducts campaigns, judges pairs or manages accounts.
async fn decisions(app: &App, perimetre: &Perimetre) -> Result<Vec<CountedLine>, Erreur> {
    let (reader, role) = (app.store().read(), perimetre.role());
    let mut lignes = Vec::new();
    let mut dire = |count: u64, un: &str, plusieurs: &str, detail: &str, href: String| {
        lignes.push(CountedLine {
            count,
            text: ponctuer(if count > 1 { plusieurs } else { un }),
            detail: Some(ponctuer(detail)),
            href,
            tone: Tone::Info,
        });
    };
    if peut(role, Agregat::Campagne, Action::Ecrire) {
        for campagne in campagne::list(reader).await? {
            let (mots, detail) = match campagne.etat {
                EtatCampagne::Calculee => (
                    "campagne à publier",
                    "le rapprochement est fait ; relisez ce qu’elle changerait, puis publiez-la.",
                ),
                EtatCampagne::Brouillon => {
                    ("campagne en préparation", "déposez ses fichiers, puis lancez le rapprochement.")
                }
                EtatCampagne::Publiee | EtatCampagne::Annulee => continue,
            };
            dire(
                1,
                mots,
                mots,
                &format!("{} : {detail}", campagne.nom),
                format!("/campagnes/{}", campagne.id),
            );
        }
    }
    if peut(role, Agregat::InformationExamen, Action::Ecrire) {
        for lue in resultat::sessions(reader, perimetre).await? {
            let (session, cles) = (lue.session, app.store().keyring());
            let lus = resultat::lister(reader, cles, perimetre, session, None, DISPOSITIF).await?;
            // Beyond a year nobody has the right to stay any more (D331-42).
            let depuis = perimetre.le().checked_sub_months(Months::new(resultat::GARDE_SANS_DOSSIER));
            let a_informer = lus.iter().filter(|lu| lu.suite == SuiteEchec::AInformer);
            let combien =
                a_informer.filter(|lu| depuis.is_none_or(|le| lu.resultats_le >= le)).count() as u64;
            if combien > 0 {
                dire(
                    combien,
                    &format!("famille à informer après l’examen, session {session}"),
                    &format!("familles à informer après l’examen, session {session}"),
                    "Le droit au maintien se demande avant la rentrée.",
                    format!("/resultats/{session}"),
                );
            }
        }
    }
    if peut(role, Agregat::Revue, Action::Ecrire) {
        let (reste, _) = relecture::count(reader, perimetre).await?;
        if reste > 0 {
            dire(
                reste,
                "correspondance à trancher",
                "correspondances à trancher",
                "Deux lignes sont-elles la même personne ? Une vingtaine de secondes chacune.",
                "/revue".to_owned(),
            );
        }
    }
    if peut(role, Agregat::Presence, Action::Ecrire) {
        let (attendues, premiere) = groupes::feuilles_en_retard(app, perimetre).await?;
        if let Some(premiere) = premiere {
            dire(
                attendues,
                "journée de groupe dont les présences ne sont pas notées",
                "journées de groupe dont les présences ne sont pas notées",
                "Une absence répétée se voit quand le registre est à jour.",
                premiere,
            );
        }
    }
    if peut(role, Agregat::Compte, Action::Ecrire) {
        let attendues = invitation::all_pending(reader, app.horloge().maintenant(), 100).await?.len() as u64;
        if attendues > 0 {
            dire(
                attendues,
                "invitation sans réponse",
                "invitations sans réponse",
                "Elles expirent d’elles-mêmes ; vous pouvez en renvoyer une.",
                "/comptes".to_owned(),
            );
        }
    }
    Ok(lignes)
}

/// The day from which dossiers are new to this person: that of their last work here before today. Of who comes for the first
/// time, or comes back after long, a week.
async fn derniere_visite(
    app: &App,
    perimetre: &Perimetre,
    aujourd_hui: NaiveDate,
) -> Result<NaiveDate, Erreur> {
    let debut = app.horloge().debut(aujourd_hui);
    let derniere = acces::last_before(app.store().read(), perimetre.utilisateur(), debut).await?;
    let semaine = aujourd_hui.checked_sub_days(Days::new(7)).unwrap_or(aujourd_hui);
    let oublie = aujourd_hui.checked_sub_days(Days::new(RETOUR)).unwrap_or(aujourd_hui);
    let derniere = derniere.map(|le| app.horloge().local(le).date());
    Ok(derniere.filter(|le| *le >= oublie).unwrap_or(semaine))
}

async fn remplir(
    reader: &Reader,
    perimetre: &Perimetre,
    (aujourd_hui, depuis): (NaiveDate, NaiveDate),
    seuils: &Seuils,
    journee: &mut MaJournee,
) -> Result<(), Erreur> {
    let chiffres = avis::chiffres(reader, perimetre, depuis).await?;
    let dans_une_semaine = chiffres.avant;
    let Lignes { a_faire, nouveau, en_attente, .. } = Lignes::des(&chiffres, seuils);
    (journee.a_faire, journee.nouveau, journee.en_attente) = (a_faire, nouveau, en_attente);

    let semaine = Filtre {
        echeance_apres: Some(aujourd_hui),
        echeance_avant: Some(dans_une_semaine),
        ma_structure: true,
        ..Filtre::default()
    };
    let page = Page { depuis: 0, taille: AU_PLUS * 5 };
    let a_venir = dossier::lister(reader, perimetre, &semaine, Tri::Echeance, page).await?;
    journee.semaine = jours(&a_venir, aujourd_hui);

    let reponses =
        Filtre { echeance: Some(GenreEcheance::ReponseJeune), ma_structure: true, ..Filtre::default() };
    let page = Page { depuis: 0, taille: AU_PLUS };
    let reponses = dossier::lister(reader, perimetre, &reponses, Tri::Recent, page).await?;
    journee.reponses = reponses
        .iter()
        .map(|ligne| Reponse {
            nom: nom_court(ligne),
            texte: "a répondu à votre lien".to_owned(),
            quand: ligne.prochaine_echeance.map_or_else(String::new, |jour| {
                format!("à traiter avant {}", jour_en_mots(jour, aujourd_hui))
            }),
            href: format!("/dossiers/{}", ligne.id),
        })
        .collect();
    Ok(())
}

/// The five days from Monday, or from today at the end of a week, each with what is due first on a dossier.
fn jours(lignes: &[LigneDossier], aujourd_hui: NaiveDate) -> Vec<Jour> {
    let mut jours: Vec<Jour> = Vec::new();
    for decalage in 0..7 {
        let Some(jour) = aujourd_hui.checked_add_days(Days::new(decalage)) else { continue };
        let rendez_vous: Vec<RendezVous> = lignes
            .iter()
            .filter(|ligne| ligne.prochaine_echeance == Some(jour))
            .map(|ligne| {
                let genre = ligne.prochain_genre.as_deref().and_then(GenreEcheance::de_code);
                RendezVous {
                    heure: None,
                    texte: ponctuer(&format!(
                        "{} : {}",
                        genre.map_or("Échéance", GenreEcheance::libelle),
                        nom_court(ligne)
                    )),
                    href: format!("/dossiers/{}", ligne.id),
                }
            })
            .collect();
        // An empty week-end is not worth a line.
        if !rendez_vous.is_empty() || jour.weekday().num_days_from_monday() < 5 {
            jours.push(Jour {
                nom: jour_en_mots(jour, aujourd_hui),
                aujourdhui: jour == aujourd_hui,
                rendez_vous,
            });
        }
    }
    if jours.iter().all(|jour| jour.rendez_vous.is_empty()) { Vec::new() } else { jours }
}

/// `Inès D.`: enough to recognise on a screen that others may see.
pub(crate) fn nom_court(ligne: &LigneDossier) -> String {
    court(&ligne.prenoms, &ligne.nom_famille)
}

fn court(prenoms: &str, nom_famille: &str) -> String {
    let prenom = francais::prenom(prenoms.split([' ', ',']).next().unwrap_or_default());
    match nom_famille.chars().next() {
        Some(initiale) => format!("{prenom} {initiale}."),
        None => prenom,
    }
}
