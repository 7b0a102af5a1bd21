//! A list on screen, and the same list as a file.

use axum::{
    extract::Query,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    francais::{date_longue, ponctuer},
    suivi::{EtatContact, EtatVerification, NatureSolution},
};
use raccroche_pages::{
    components::{EmptyState, Pagination, Tab, Tabs},
    form::{Answers, Choice, Field, Form},
    jeunes_table::{Column, Header, JeunesTable, Sorted},
    layout::Link,
    liste::Liste,
};
use raccroche_store::{
    acces,
    dossier::{self, LigneDossier, Page, Tri},
    vue::{self, Vue},
};

use super::{
    actions,
    filtre::Demande,
    ligne::{ligne, nom_de_liste},
    vues,
};
use crate::{auth::session::Qui, erreur::Erreur, etat::App, limites::Essai, rendu, visite::Visite};

/// Rows of a page.
const TAILLE: u64 = 50;
/// Rows of a file at most: more than any list of a PSAD.
const EXPORT: u64 = 50_000;
const ICI: &str = "/jeunes";

pub(super) async fn lister(
    Visite { app, qui, headers }: Visite,
    Query(paires): Query<Vec<(String, String)>>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, &Demande::lire(paires), None).await
}

/// The list, with the name for a view that was refused, if any; 422 then.
pub(super) async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    demande: &Demande,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let jour = perimetre.le();
    let filtre = demande.filtre(perimetre);
    let total = dossier::compter(reader, perimetre, &filtre).await?;
    let depuis = (demande.page() - 1).saturating_mul(TAILLE).min(total);
    let page = Page { depuis, taille: TAILLE };
    let lues = dossier::lister(reader, perimetre, &filtre, demande.tri(), page).await?;
    let noms = app.noms(&lues).await?;
    let gardees = vue::of_utilisateur(reader, perimetre.utilisateur()).await?;
    let rows = lues.iter().map(|lue| ligne(lue, &noms, jour)).collect();
    let jusqu_a = depuis + lues.len() as u64;
    let suivante = jusqu_a < total;
    let vers = |numero: u64| demande.adresse(ICI, "page", Some(&numero.to_string()));
    let colonnes = demande.colonnes(&COLONNES);
    let mut table = JeunesTable::plain(format!("{total} jeunes"), &colonnes, rows);
    table.headers = entetes(demande, &colonnes);
    // Closed dossiers are only read.
    let actions = if filtre.clos { Vec::new() } else { actions::possibles(reader, perimetre).await? };
    table.selection = (!actions.is_empty()).then(|| "selection".to_owned());
    let exportable = peut(perimetre.role(), Agregat::Export, Action::Lire);
    let page = Liste {
        layout: rendu::autour(app, qui, headers, ICI),
        titre: "Jeunes".to_owned(),
        total,
        definition: Some(ponctuer(&format!(
            "Dossiers {} du territoire {}, au {}.",
            if filtre.clos { "clos" } else { "ouverts" },
            perimetre.organisation().nom,
            date_longue(jour)
        ))),
        vues: onglets(demande, &gardees),
        garder_vue: vues::garder_form(demande, &gardees, refuse),
        gerer_vues: (!gardees.is_empty()).then(|| Link::new("Mes vues", vues::ICI)),
        filtres: filtres(demande),
        chips: demande.chips(ICI),
        effacer: (!demande.criteres().is_empty()).then(|| ICI.to_owned()),
        colonnes: Liste::column_form(ICI, &colonnes, demande.sauf(&["colonnes"])),
        table,
        pagination: Pagination {
            from: (depuis + 1).min(total),
            to: jusqu_a,
            total,
            previous: (depuis > 0).then(|| vers(demande.page() - 1)),
            next: suivante.then(|| vers(demande.page() + 1)),
        },
        selection: "/jeunes/actions".to_owned(),
        selection_hidden: vec![("retour".to_owned(), vers(demande.page()))],
        actions,
        export: (exportable && total > 0)
            .then(|| Liste::export_form("/jeunes/export", total, demande.sauf(&[]))),
        vide: EmptyState {
            title: "Personne ne correspond".to_owned(),
            text: ponctuer(
                "Aucun jeune de votre territoire ne répond à ces filtres. Retirez-en un pour élargir.",
            ),
            link: Some(Link::new("Effacer les filtres", ICI)),
        },
    };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

/// Columns shown when none is chosen.
const COLONNES: [Column; 8] = [
    Column::Age,
    Column::Etablissement,
    Column::Depuis,
    Column::Responsable,
    Column::Situation,
    Column::Contact,
    Column::Solution,
    Column::Echeance,
];

fn entetes(demande: &Demande, colonnes: &[Column]) -> Vec<Header> {
    let tri = demande.tri();
    let trie = |column, nom: &str, par: Tri| Header {
        column,
        sort_href: Some(demande.adresse(ICI, "tri", Some(nom))),
        sorted: if tri == par { Sorted::Up } else { Sorted::No },
    };
    let mut entetes = vec![trie(None, "nom", Tri::Nom)];
    entetes.extend(colonnes.iter().map(|column| match column {
        Column::Depuis => trie(Some(*column), "urgence", Tri::Urgence),
        Column::Echeance => trie(Some(*column), "echeance", Tri::Echeance),
        _ => Header { column: Some(*column), sort_href: None, sorted: Sorted::No },
    }));
    entetes
}

/// Views that everybody has, then those that this person keeps.
fn onglets(demande: &Demande, gardees: &[Vue]) -> Tabs {
    let requete = demande.requete();
    let sienne = gardees.iter().find(|vue| vue.requete == requete).map(|vue| vue.id);
    let criteres = demande.criteres();
    let vue = |label: &str, paires: &[(&str, &str)]| {
        let href = paires
            .iter()
            .fold(Demande::default(), |d, (nom, valeur)| d.avec(nom, valeur))
            .adresse(ICI, "page", None);
        let current = sienne.is_none()
            && criteres.len() == paires.len()
            && paires.iter().all(|(nom, valeur)| demande.valeur(nom) == Some(*valeur));
        Tab { label: label.to_owned(), href, current, count: None }
    };
    let mut tabs = vec![
        vue("Tous", &[]),
        vue("Mes jeunes", &[("responsable", "moi")]),
        vue("Ma structure", &[("responsable", "structure")]),
        vue("À contacter", &[("contact", "a_contacter")]),
        vue("Mineurs sans solution", &[("age", "mineur"), ("solution", "sans")]),
        vue("En retard", &[("echeance", "retard")]),
        vue("Clos", &[("clos", "oui")]),
    ];
    tabs.extend(gardees.iter().map(|vue| Tab {
        label: vue.nom.clone(),
        href: vues::adresse(vue),
        current: sienne == Some(vue.id),
        count: None,
    }));
    Tabs { label: "Vues".to_owned(), tabs }
}

/// What the form of filters asks for; the rest of the address goes along with it.
const CHAMPS: [&str; 7] = ["age", "verification", "contact", "solution", "nature", "responsable", "echeance"];

fn filtres(demande: &Demande) -> Form {
    let champ = |mut field: Field| {
        field.values.extend(demande.valeur(&field.name).map(str::to_owned));
        field.optional()
    };
    let choix = |paires: Vec<(&str, &str)>| Choice::list(&paires);
    Form { get: true, hidden: demande.sauf(&CHAMPS), ..Form::new("filtres", ICI, "Filtrer") }
        .field(champ(Field::select("age", ponctuer("Âge"), choix(vec![("mineur", "Mineurs seulement")]))))
        .field(champ(Field::select(
            "verification",
            "Situation",
            choix(EtatVerification::TOUS.iter().map(|e| (e.code(), e.libelle())).collect()),
        )))
        .field(champ(Field::select(
            "contact",
            "Contact",
            choix(EtatContact::TOUS.iter().map(|e| (e.code(), e.libelle())).collect()),
        )))
        .field(champ(Field::select(
            "solution",
            "Solution",
            choix(vec![("sans", "Sans solution"), ("avec", "Avec une solution")]),
        )))
        .field(champ(Field::select(
            "nature",
            "Solution en cours",
            choix(NatureSolution::TOUS.iter().map(|n| (n.code(), n.libelle())).collect()),
        )))
        .field(champ(Field::select(
            "responsable",
            "Responsable",
            choix(vec![("moi", "Moi"), ("structure", "Ma structure")]),
        )))
        .field(champ(Field::select("echeance", "Échéance", echeances(demande))))
}

/// Late, soon, and what was followed from a count of Ma journée, so that filtering further does not lose it.
fn echeances(demande: &Demande) -> Vec<Choice> {
    let mut choix = Choice::list(&[("retard", "Dépassée"), ("semaine", "Dans les 7 jours")]);
    if let Some(code) = demande.valeur("echeance").filter(|code| choix.iter().all(|c| c.code != *code)) {
        let chips = demande.chips(ICI);
        let rang = demande.criteres().iter().position(|(nom, _)| nom == "echeance");
        let label = rang.and_then(|rang| chips.get(rang)).map_or_else(String::new, |chip| chip.label.clone());
        choix.push(Choice::new(code, label));
    }
    choix
}

pub(super) async fn exporter(
    Visite { app, qui, .. }: Visite,
    Query(paires): Query<Vec<(String, String)>>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    if !app.limites().admet(Essai::Export, &perimetre.utilisateur().to_string()) {
        return Err(Erreur::TropDEssais);
    }
    let csv = paires.iter().any(|(nom, valeur)| nom == "format" && valeur == "csv");
    let demande = Demande::lire(paires);
    let filtre = demande.filtre(perimetre);
    let reader = app.store().read();
    let page = Page { depuis: 0, taille: EXPORT };
    let lues = dossier::lister(reader, perimetre, &filtre, demande.tri(), page).await?;
    let noms = app.noms(&lues).await?;
    // What is on the screen, and no more.
    let colonnes = demande.colonnes(&COLONNES);
    let gardee = |colonne: &Option<Column>| colonne.is_none_or(|colonne| colonnes.contains(&colonne));
    let garder = |cellules: Vec<String>| {
        let cellules = ENTETES.iter().zip(cellules).filter(|((colonne, _), _)| gardee(colonne));
        cellules.map(|(_, cellule)| cellule).collect()
    };
    let lignes: Vec<Vec<String>> =
        lues.iter().map(|lue| garder(cellules(lue, &ligne(lue, &noms, perimetre.le())))).collect();
    let entetes: Vec<&str> =
        ENTETES.iter().filter(|(colonne, _)| gardee(colonne)).map(|(_, nom)| *nom).collect();

    // Who took which list, and how many people are in it, before the file leaves.
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let criteres = serde_urlencoded::to_string(demande.criteres());
    let motif = format!("export de {} dossiers ({})", lignes.len(), criteres.unwrap_or_default());
    acces::record(&writer, perimetre, None, "export", &motif).await?;
    writer.commit().await?;

    let fichier = tokio::task::spawn_blocking(move || crate::export::liste(&entetes, &lignes, csv))
        .await
        .map_err(|_| Erreur::Interne)?
        .ok_or(Erreur::Interne)?;
    let (genre, nom) = if csv {
        ("text/csv; charset=utf-8", "jeunes.csv")
    } else {
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "jeunes.xlsx")
    };
    let entetes = [
        (header::CONTENT_TYPE, genre.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{nom}\"")),
    ];
    Ok((entetes, fichier).into_response())
}

/// The columns of a file, each with the column of the screen that it comes from; names are always there.
const ENTETES: [(Option<Column>, &str); 14] = [
    (None, "Nom"),
    (None, "Prénoms"),
    (Some(Column::Age), "Date de naissance"),
    (Some(Column::Age), "Âge"),
    (Some(Column::Age), "Mineur"),
    (Some(Column::Commune), "Commune"),
    (Some(Column::Etablissement), "Dernier établissement"),
    (Some(Column::Etablissement), "Dernière formation"),
    (Some(Column::Depuis), "Sans solution depuis"),
    (Some(Column::Responsable), "Responsable"),
    (Some(Column::Situation), "Situation"),
    (Some(Column::Contact), "Contact"),
    (Some(Column::Solution), "Solution"),
    (Some(Column::Echeance), "Prochaine échéance"),
];

fn cellules(lue: &LigneDossier, mots: &raccroche_pages::jeunes_table::JeuneRow) -> Vec<String> {
    let nom = nom_de_liste(&lue.nom_famille, lue.nom_usage.as_deref(), "");
    vec![
        nom.trim().to_owned(),
        lue.prenoms.clone(),
        lue.naissance.map(raccroche_domain::francais::date_courte).unwrap_or_default(),
        mots.age.clone(),
        mots.mineur.clone().unwrap_or_default(),
        mots.commune.clone(),
        mots.etablissement.clone(),
        mots.formation.clone(),
        mots.depuis.clone(),
        mots.responsable.clone().unwrap_or_default(),
        mots.situation.text.clone(),
        mots.contact.text.clone(),
        mots.solution.text.clone(),
        mots.echeance.as_ref().map(|due| due.text.clone()).unwrap_or_default(),
    ]
}
