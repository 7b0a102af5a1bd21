//! One campaign: its steps, its registers with their quality, what it found and what publishing would do.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use raccroche_campaign::{Bilan, SourceBilan};
use raccroche_domain::{
    RoleRegistre, Verdict,
    droits::{Action as Geste, Agregat, Role, peut},
    francais::{compter, date_courte, date_longue, nombre, ponctuer},
};
use raccroche_pages::{
    campagnes::{Campagne as Page, Part, Pas, Source, Taux},
    components::{Action, Alert, Badge, CountedLine, Fact, Progress, Tone, Weight},
    dossier::EtatEtape,
    form::{Answers, Choice, Drawer},
    layout::Link,
};
use raccroche_store::{
    campagne::{self, Campagne, EtatCampagne},
    feuilles, relecture, source,
    travail::{EtatTravail, Travail},
    verification::{self, FauxPositifs},
};
use uuid::Uuid;

use super::{colonnes, lister, sources::TABLEAU, trouver};
use crate::{
    auth::session::Qui,
    campagnes::plan::{ANNUAIRE, ZONAGE},
    campagnes::{fichiers, resultats},
    erreur::Erreur,
    etat::App,
    jobs,
    publication::Prevision,
    rendu,
    routes::verification::depuis,
    visite::Visite,
};

/// Under that many verified lines a rate would tell of one person.
const SEUIL: u64 = 5;

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, id, None, Vec::new()).await
}

/// Everything the page is made of.
struct Lu {
    campagne: Campagne,
    role: Role,
    sources: Vec<source::Source>,
    bilan: Option<Bilan>,
    prevision: Option<Prevision>,
    travail: Option<Travail>,
    a_revoir: u64,
    faux_positifs: std::collections::BTreeMap<String, FauxPositifs>,
    /// Name of the campaign before, when the rates are its own.
    faux_positifs_de: Option<String>,
    /// Sheets whose every line is answered, of all.
    feuilles: Option<(usize, usize)>,
}

impl Lu {
    fn en_cours(&self) -> bool {
        self.travail.as_ref().is_some_and(|t| matches!(t.etat, EtatTravail::EnAttente | EtatTravail::EnCours))
    }

    fn ouverte(&self) -> bool {
        matches!(self.campagne.etat, EtatCampagne::Brouillon | EtatCampagne::Calculee)
    }

    fn peut(&self, geste: Geste) -> bool {
        peut(self.role, Agregat::Campagne, geste)
    }
}

/// The page with the form that was refused, if any (422 then), and what is to be said first.
pub(super) async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    refuse: Option<&(&str, Answers)>,
    alerts: Vec<Alert>,
) -> Result<Response, Erreur> {
    let role = qui.perimetre()?.role();
    let campagne = trouver(app, id).await?;
    let reader = app.store().read();
    let (bilan, prevision, deposes) = tokio::task::spawn_blocking({
        let (app, campagne) = (app.clone(), campagne.clone());
        move || {
            let bilan = raccroche_campaign::read_bilan(&resultats(&app, &campagne)).ok();
            let deposes = fichiers::deposes(&app.config().donnees).unwrap_or_default();
            (bilan, jobs::prevision(&app, &campagne), deposes)
        }
    })
    .await
    .map_err(|_| Erreur::Interne)?;
    // Before its publication nobody has verified anything of this one: what the one before was worth is known.
    let mesuree = if campagne.etat == EtatCampagne::Publiee {
        None
    } else {
        let toutes = campagne::list(reader).await?;
        toutes.into_iter().find(|autre| autre.etat == EtatCampagne::Publiee && autre.as_of <= campagne.as_of)
    };
    let feuilles =
        if campagne.etat == EtatCampagne::Publiee && peut(role, Agregat::Verification, Geste::Decider) {
            let perimetre = qui.perimetre()?;
            let (debut, _) = depuis(app, perimetre.le()).await?;
            let suivies = feuilles::suivre(reader, perimetre, debut).await?;
            Some((suivies.iter().filter(|feuille| feuille.a_faire == 0).count(), suivies.len()))
        } else {
            None
        };
    let lu = Lu {
        role,
        sources: source::of_campagne(reader, id).await?,
        bilan,
        prevision,
        travail: jobs::dernier(app, id).await?,
        a_revoir: relecture::remaining(reader, id).await?,
        faux_positifs: verification::faux_positifs(reader, mesuree.as_ref().map_or(id, |avant| avant.id))
            .await?,
        faux_positifs_de: mesuree.map(|avant| avant.nom),
        feuilles,
        campagne,
    };
    let mut page = composer(app, qui, headers, &lu);
    page.alerts.splice(0..0, alerts);
    page.ajouter = tiroirs(&lu, &deposes, refuse);
    let refusee =
        refuse.is_some() || page.alerts.iter().any(|alert| alert.tone == Tone::Error && !lu.en_cours());
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut reponse = rendu::page_avec(statut, &page)?;
    // Nothing is under way any more: the piece of page that reads itself again asks for the whole.
    if headers.contains_key("hx-request") && !lu.en_cours() && !refusee {
        reponse.headers_mut().insert(HeaderName::from_static("hx-refresh"), HeaderValue::from_static("true"));
    }
    Ok(reponse)
}

fn tiroirs(lu: &Lu, deposes: &[fichiers::Depose], refuse: Option<&(&str, Answers)>) -> Vec<Drawer> {
    if !lu.ouverte() || !lu.peut(Geste::Ecrire) || lu.en_cours() {
        return Vec::new();
    }
    let roles = || {
        Choice::list(&[
            ("previous", "Année précédente : les jeunes à chercher"),
            ("current", "Année en cours : où les chercher"),
            ("diplomas", "Diplômes obtenus"),
            ("followed_by_ml", "Suivis par une mission locale"),
            ("other_activity", "Autres situations : emploi, service civique…"),
            ("corrections", "Corrections décidées par des personnes"),
            (ZONAGE, "Zonages : de la commune au territoire"),
            (ANNUAIRE, "Annuaire de l’éducation"),
        ])
    };
    let formats = || {
        Choice::list(&[
            ("siecle", "SIECLE (XML)"),
            ("sifa", "SIFA"),
            ("canonique", "Format canonique (CSV, Parquet)"),
            (TABLEAU, "Autre tableau (CSV, classeur) : vous direz ses colonnes"),
        ])
    };
    let chemin = |fin: &str| format!("/campagnes/{}/{fin}", lu.campagne.id);
    let mut tiroirs = vec![Page::source_form(&chemin("sources"), roles(), formats())];
    if !deposes.is_empty() {
        let fichiers = deposes.iter().map(|depose| Choice::new(depose.nom.clone(), depose.nom.clone()));
        tiroirs.push(Page::depot_form(&chemin("depot"), fichiers.collect(), roles(), formats()));
    }
    for tiroir in &mut tiroirs {
        if let Some((_, reponses)) = refuse.filter(|(formulaire, _)| *formulaire == tiroir.form.id) {
            tiroir.form = tiroir.form.clone().after(reponses);
        }
    }
    tiroirs
}

fn composer(app: &App, qui: &Qui, headers: &HeaderMap, lu: &Lu) -> Page {
    let campagne = &lu.campagne;
    let ici = format!("/campagnes/{}", campagne.id);
    let mut layout = rendu::autour(app, qui, headers, "/campagnes");
    layout.refresh = lu.en_cours().then_some(2);
    let publiee = campagne.etat == EtatCampagne::Publiee;
    let mut alerts = Vec::new();
    if let Some(travail) = lu.travail.as_ref().filter(|t| t.etat == EtatTravail::Echoue) {
        let phrase = travail.erreur.clone().unwrap_or_default();
        alerts.push(Alert {
            title: Some("Le calcul s’est arrêté".to_owned()),
            ..Alert::new(Tone::Error, phrase)
        });
    }
    if let Some(le) = campagne.publiee_le {
        let le = rendu::moment_en_mots(app.horloge().local(le));
        alerts.push(Alert::new(Tone::Success, ponctuer(&format!("Campagne publiée le {le}."))));
    }
    let (difference, parts) = difference(lu);
    let revoir = lu.a_revoir > 0 && peut(lu.role, Agregat::Revue, Geste::Lire);
    Page {
        layout,
        nom: campagne.nom.clone(),
        cadre: ponctuer(&format!(
            "Situation au {}. Définition {}. {}.",
            date_longue(campagne.as_of),
            campagne.definition,
            lister::badge(campagne.etat).text
        )),
        pas: pas(lu),
        alerts,
        sources: cartes(lu),
        ajouter: Vec::new(),
        avancement: avancement(lu),
        adresse: ici.clone(),
        actions: actions(lu, &ici),
        revue: revoir.then(|| {
            let reste = compter(lu.a_revoir, "correspondance reste");
            let s = if lu.a_revoir > 1 { "nt" } else { "" };
            let texte = if s.is_empty() {
                format!("{reste} à revoir.")
            } else {
                format!("{} correspondances restent à revoir.", nombre(lu.a_revoir))
            };
            (ponctuer(&texte), Link::new("Revoir les correspondances", "/revue"))
        }),
        difference,
        parts,
        feuilles: lu.feuilles.filter(|(_, toutes)| *toutes > 0).map(|(finies, toutes)| {
            let texte = format!("Feuilles dont chaque ligne a sa réponse : {finies} sur {toutes}.");
            (ponctuer(&texte), Link::new("Voir où en sont les feuilles des établissements", "/feuilles"))
        }),
        faux_positifs_de: lu.faux_positifs_de.clone(),
        faux_positifs: lu.faux_positifs.iter().map(|(nom, compte)| taux(nom, *compte)).collect(),
        couverture: Vec::new(),
        publier: (campagne.etat == EtatCampagne::Calculee && !lu.en_cours() && lu.peut(Geste::Decider))
            .then(|| Link::new("Publier…", format!("{ici}/publier"))),
        bilan: if publiee || lu.bilan.is_some() { comptes(lu) } else { Vec::new() },
    }
}

fn pas(lu: &Lu) -> Vec<Pas> {
    use EtatEtape::{AVenir, EnCours, Faite};
    let calculee = matches!(lu.campagne.etat, EtatCampagne::Calculee | EtatCampagne::Publiee);
    let publiee = lu.campagne.etat == EtatCampagne::Publiee;
    let deposees = calculee || lu.en_cours();
    let etat = |faite: bool, en_cours: bool| match (faite, en_cours) {
        (true, _) => Faite,
        (false, true) => EnCours,
        (false, false) => AVenir,
    };
    let pas = |nom: &str, ancre: &str, etat| Pas { nom: nom.to_owned(), href: format!("#{ancre}"), etat };
    vec![
        pas("Sources", "sources", etat(deposees, true)),
        pas("Rapprochement", "rapprochement", etat(calculee, lu.en_cours())),
        pas("Publication", "publication", etat(publiee, calculee)),
        pas(
            "Revue",
            if lu.a_revoir > 0 { "revue" } else { "publication" },
            etat(publiee && lu.a_revoir == 0, publiee),
        ),
    ]
}

fn avancement(lu: &Lu) -> Option<Progress> {
    let travail = lu.travail.as_ref().filter(|_| lu.en_cours())?;
    let pour_cent = u64::try_from(travail.avancement / 10).unwrap_or(0);
    let publication = travail.genre == jobs::PUBLICATION;
    let mots = match (travail.etat, travail.etape.as_deref(), publication) {
        (EtatTravail::EnAttente, ..) => "En attente : le calcul commence dans quelques secondes".to_owned(),
        (_, _, true) => "Publication : les dossiers s’ouvrent".to_owned(),
        (_, Some(etape), _) => format!("{pour_cent} % : {etape}"),
        (_, None, _) => "Le calcul commence".to_owned(),
    };
    Some(Progress { done: pour_cent, total: 100, words: ponctuer(&mots) })
}

fn actions(lu: &Lu, ici: &str) -> Vec<Action> {
    if !lu.ouverte() || !lu.peut(Geste::Ecrire) {
        return Vec::new();
    }
    if lu.en_cours() {
        let publication = lu.travail.as_ref().is_some_and(|t| t.genre == jobs::PUBLICATION);
        let arret = Action::new("Interrompre", format!("{ici}/interrompre"));
        return if publication { Vec::new() } else { vec![arret] };
    }
    let mut actions = Vec::new();
    if !lu.sources.is_empty() {
        let label = if lu.bilan.is_some() { "Refaire le rapprochement" } else { "Lancer le rapprochement" };
        let poids = if lu.bilan.is_some() { Weight::Secondary } else { Weight::Primary };
        actions.push(Action::new(label, format!("{ici}/lancer")).weight(poids));
    }
    if lu.peut(Geste::Decider) {
        actions.push(
            Action::new("Abandonner la campagne", format!("{ici}/abandonner")).weight(Weight::Tertiary),
        );
    }
    actions
}

/// What a file is crossed for, in words.
fn role_en_mots(role: &str) -> &'static str {
    match role {
        "previous" => "année précédente : qui chercher",
        "current" => "année en cours : où chercher",
        "diplomas" => "diplômes obtenus",
        "followed_by_ml" => "suivis par une mission locale",
        "other_activity" => "autres situations",
        "corrections" => "corrections",
        ZONAGE => "zonages : de la commune au territoire",
        ANNUAIRE => "annuaire de l’éducation",
        _ => "autre fichier",
    }
}

fn role_du_bilan(role: RoleRegistre) -> &'static str {
    role_en_mots(match role {
        RoleRegistre::Precedent => "previous",
        RoleRegistre::Actuel => "current",
        RoleRegistre::Diplomes => "diplomas",
        RoleRegistre::SuiviMissionLocale => "followed_by_ml",
        RoleRegistre::AutreActivite => "other_activity",
        RoleRegistre::Corrections => "corrections",
    })
}

fn cartes(lu: &Lu) -> Vec<Source> {
    let lues = lu.bilan.iter().flat_map(|bilan| bilan.sources.iter().enumerate());
    let mut cartes: Vec<Source> = lues.map(|(rang, lue)| carte_lue(lu, rang, lue)).collect();
    let nouvelles = lu
        .sources
        .iter()
        .filter(|source| !lu.bilan.iter().any(|b| b.sources.iter().any(|s| s.nom == source.nom)));
    cartes.extend(nouvelles.map(|source| {
        let mut faits = Vec::new();
        if source.octets > 0 {
            faits.push(Fact::new("Taille", taille(source.octets)));
        }
        faits.extend(source.photographie_le.map(|le| Fact::new("Image du registre", date_courte(le))));
        let a_dire = colonnes::est_tableau(source) && source.profil.is_none();
        Source {
            nom: source.nom.clone(),
            role: ponctuer(role_en_mots(&source.role)),
            etat: if a_dire {
                Badge::new("Colonnes à dire", Tone::Warning)
            } else {
                Badge::new("Déposé", Tone::Info)
            },
            faits,
            avancement: None,
            colonnes: colonnes_a_dire(lu, Some(source)),
            rapport: None,
            actions: retrait(lu, Some(source)),
        }
    }));
    cartes
}

fn carte_lue(lu: &Lu, rang: usize, lue: &SourceBilan) -> Source {
    let mut faits = vec![
        Fact::new("Lignes lues", nombre(lue.lignes_lues)),
        Fact::new("Écartées", nombre(lue.lignes_ecartees)),
        Fact::new("Moins de 16 ans", nombre(lue.moins_de_16_ans)),
        Fact::new("Image du registre", date_courte(lue.date)),
    ];
    if lue.role != RoleRegistre::Precedent {
        faits.push(Fact::new("Jeunes retrouvés dedans", nombre(lue.personnes)));
    }
    // Beyond a year, what a register says of the present is an inference.
    let age = (lu.campagne.as_of - lue.date).num_days();
    let etat = if lue.lignes_ecartees * 20 > lue.lignes_lues {
        Badge::new("Beaucoup de lignes écartées", Tone::Warning)
    } else if lue.role == RoleRegistre::Actuel && age > 92 {
        Badge::new("Image de plus de trois mois", Tone::Warning)
    } else {
        Badge::new("Lu", Tone::Success)
    };
    Source {
        nom: lue.nom.clone(),
        role: ponctuer(role_du_bilan(lue.role)),
        etat,
        faits,
        avancement: None,
        colonnes: colonnes_a_dire(lu, lu.sources.iter().find(|source| source.nom == lue.nom)),
        rapport: Some(Link::new(
            "Rapport de qualité",
            format!("/campagnes/{}/qualite/{rang}", lu.campagne.id),
        )),
        actions: retrait(lu, lu.sources.iter().find(|source| source.nom == lue.nom)),
    }
}

/// The way to say what the columns of a table mean, or to say it otherwise.
fn colonnes_a_dire(lu: &Lu, source: Option<&source::Source>) -> Option<Link> {
    let source = source.filter(|source| colonnes::est_tableau(source))?;
    let possible = lu.ouverte() && lu.peut(Geste::Ecrire) && !lu.en_cours();
    let label = if source.profil.is_some() {
        "Revoir ce que contiennent les colonnes"
    } else {
        "Dire ce que contiennent les colonnes"
    };
    possible.then(|| Link::new(label, colonnes::adresse(lu.campagne.id, source.id)))
}

fn retrait(lu: &Lu, source: Option<&source::Source>) -> Vec<Action> {
    let Some(source) = source.filter(|_| lu.ouverte() && lu.peut(Geste::Ecrire) && !lu.en_cours()) else {
        return Vec::new();
    };
    let adresse = format!("/campagnes/{}/sources/{}/retirer", lu.campagne.id, source.id);
    let mut action = Action::new("Retirer", adresse).weight(Weight::Tertiary);
    action.about = Some(source.nom.clone());
    vec![action]
}

fn taille(octets: i64) -> String {
    let ko = octets / 1024;
    if ko < 1024 { format!("{}\u{a0}Ko", ko.max(1)) } else { format!("{}\u{a0}Mo", ko / 1024) }
}

fn comptes(lu: &Lu) -> Vec<CountedLine> {
    let Some(bilan) = &lu.bilan else { return Vec::new() };
    let dossiers = peut(lu.role, Agregat::Dossier, Geste::Lire);
    let publiee = lu.campagne.etat == EtatCampagne::Publiee;
    Verdict::TOUS
        .into_iter()
        .map(|verdict| {
            let listes = matches!(verdict, Verdict::PerduDeVue | Verdict::AVerifier);
            CountedLine {
                count: bilan.verdicts.get(verdict.code()).copied().unwrap_or(0),
                text: verdict.libelle().to_owned(),
                detail: None,
                // The figure is of the académie, the list of the reader's territory: only a wide reader is led there.
                href: if listes && dossiers && publiee && lu.role == Role::IenIo {
                    "/jeunes".to_owned()
                } else {
                    String::new()
                },
                tone: if verdict == Verdict::PerduDeVue { Tone::Warning } else { Tone::Neutral },
            }
        })
        .collect()
}

fn difference(lu: &Lu) -> (Option<String>, Vec<Part>) {
    let part = |nom: &str, combien: u64, total: u64| Part {
        nom: nom.to_owned(),
        nombre: combien,
        // Rounded down, so that the parts never exceed the whole.
        pourcent: u8::try_from(combien * 100 / total.max(1)).unwrap_or(100),
        href: None,
    };
    let prevision = lu.prevision.filter(|_| lu.campagne.etat == EtatCampagne::Calculee);
    let mut phrases = Vec::new();
    let mut parts = Vec::new();
    if let Some(ecarts) = lu.bilan.as_ref().and_then(|bilan| bilan.ecarts.as_ref()) {
        let sortis: u64 = ecarts.sortis.values().sum();
        phrases.push(format!(
            "Par rapport à la campagne précédente : {} nouveaux, {} arrivés depuis (leur situation était connue), {} toujours listés, {} sortis des listes.",
            nombre(ecarts.nouveaux),
            nombre(ecarts.revenus),
            nombre(ecarts.toujours),
            nombre(sortis)
        ));
        let total = ecarts.nouveaux + ecarts.revenus + ecarts.toujours + sortis;
        parts = vec![
            part("nouveaux", ecarts.nouveaux, total),
            part("arrivés depuis", ecarts.revenus, total),
            part("toujours listés", ecarts.toujours, total),
            part("sortis des listes", sortis, total),
        ];
    }
    if let Some(prevision) = prevision {
        phrases.push(effets(&prevision).join(" "));
        if parts.is_empty() {
            let total = prevision.ouverts + prevision.revus + prevision.absents;
            parts = vec![
                part("dossiers à ouvrir", prevision.ouverts, total),
                part("dossiers à mettre à jour", prevision.revus, total),
                part("dossiers qui ne sont plus listés", prevision.absents, total),
            ];
        }
    }
    ((!phrases.is_empty()).then(|| ponctuer(&phrases.join(" "))), parts)
}

/// What publishing would do, a sentence a line.
pub(super) fn effets(prevision: &Prevision) -> Vec<String> {
    let pluriel = |n: u64, un: &str, plusieurs: &str| {
        if n > 1 { format!("{} {plusieurs}", nombre(n)) } else { format!("{} {un}", nombre(n)) }
    };
    let mut effets = vec![
        format!(
            "{} selon la commune de résidence.",
            pluriel(
                prevision.ouverts,
                "dossier s’ouvre, confié à la PSAD",
                "dossiers s’ouvrent, confiés aux PSAD"
            )
        ),
        format!(
            "{} de nouveau sur la liste.",
            pluriel(prevision.revus, "dossier ouvert est", "dossiers ouverts sont")
        ),
    ];
    if prevision.absents > 0 {
        effets.push(format!(
            "{} tant que personne n’en décide.",
            pluriel(
                prevision.absents,
                "dossier ouvert n’est plus sur la liste ; il reste ouvert",
                "dossiers ouverts ne sont plus sur la liste ; ils restent ouverts"
            )
        ));
    }
    if prevision.suivis > 0 {
        effets.push(format!(
            "{} par une mission locale : sans dossier à la PSAD.",
            pluriel(prevision.suivis, "jeune est déjà suivi", "jeunes sont déjà suivis")
        ));
    }
    if prevision.a_revoir > 0 {
        effets.push(format!(
            "{} à revoir.",
            pluriel(prevision.a_revoir, "correspondance incertaine est", "correspondances incertaines sont")
        ));
    }
    effets.iter().map(|effet| ponctuer(effet)).collect()
}

fn taux(nom: &str, compte: FauxPositifs) -> Taux {
    if compte.verifies < SEUIL {
        return Taux {
            nom: nom.to_owned(),
            compte: String::new(),
            taux: "moins de 5 lignes vérifiées".to_owned(),
            pourcent: None,
        };
    }
    let milliemes = compte.retrouves * 1000 / compte.verifies;
    Taux {
        nom: nom.to_owned(),
        compte: ponctuer(&format!(
            "{} sur {} lignes vérifiées",
            nombre(compte.retrouves),
            nombre(compte.verifies)
        )),
        taux: ponctuer(&format!("{},{} %", milliemes / 10, milliemes % 10)),
        pourcent: u8::try_from(milliemes / 10).ok(),
    }
}

/// The day of a report as lists write it.
pub(super) fn jour(le: chrono::NaiveDate) -> String {
    date_courte(le)
}
