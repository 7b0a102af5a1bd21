//! A list on screen, and the same list as a file.

use axum::{
    extract::Query,
    http::header,
    response::{IntoResponse as _, Response},
};
use raccroche_domain::{
    francais::{date_longue, ponctuer},
    suivi::{EtatContact, EtatVerification},
};
use raccroche_pages::{
    components::{EmptyState, Pagination, Tab, Tabs},
    form::{Choice, Field, Form},
    jeunes_table::{Column, Header, JeunesTable, Sorted},
    layout::Link,
    liste::Liste,
};
use raccroche_store::{
    acces,
    dossier::{self, LigneDossier, Page, Tri},
};

use super::{
    actions,
    filtre::Demande,
    ligne::{ligne, nom_de_liste},
};
use crate::{erreur::Erreur, limites::Essai, rendu, visite::Visite};

/// Rows of a page.
const TAILLE: u64 = 50;
/// Rows of a file at most: more than any list of a PSAD.
const EXPORT: u64 = 50_000;
const ICI: &str = "/jeunes";

pub(super) async fn lister(
    Visite { app, qui, headers }: Visite,
    Query(paires): Query<Vec<(String, String)>>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let jour = perimetre.le();
    let demande = Demande::lire(paires);
    let filtre = demande.filtre(perimetre);
    let total = dossier::compter(reader, perimetre, &filtre).await?;
    let depuis = (demande.page() - 1).saturating_mul(TAILLE).min(total);
    let page = Page { depuis, taille: TAILLE };
    let lues = dossier::lister(reader, perimetre, &filtre, demande.tri(), page).await?;
    let noms = app.noms(&lues).await?;
    let rows = lues.iter().map(|lue| ligne(lue, &noms, jour)).collect();
    let jusqu_a = depuis + lues.len() as u64;
    let suivante = jusqu_a < total;
    let vers = |numero: u64| demande.adresse(ICI, "page", Some(&numero.to_string()));
    let mut table = JeunesTable::plain(format!("{total} jeunes"), &COLONNES, rows);
    table.headers = entetes(&demande);
    // Closed dossiers are only read.
    let actions = if filtre.clos { Vec::new() } else { actions::possibles(reader, perimetre).await? };
    table.selection = (!actions.is_empty()).then(|| "selection".to_owned());
    let exportable = raccroche_domain::droits::peut(
        perimetre.role(),
        raccroche_domain::droits::Agregat::Export,
        raccroche_domain::droits::Action::Lire,
    );
    let page = Liste {
        layout: rendu::autour(&app, &qui, &headers, ICI),
        titre: "Jeunes".to_owned(),
        total,
        definition: Some(ponctuer(&format!(
            "Dossiers {} du territoire {}, au {}.",
            if filtre.clos { "clos" } else { "ouverts" },
            perimetre.organisation().nom,
            date_longue(jour)
        ))),
        vues: vues(&demande),
        garder_vue: None,
        filtres: filtres(&demande),
        chips: demande.chips(ICI),
        effacer: (!demande.criteres().is_empty()).then(|| ICI.to_owned()),
        colonnes: Liste::column_form(ICI, &COLONNES, demande.criteres()),
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
            .then(|| Liste::export_form("/jeunes/export", total, demande.criteres())),
        vide: EmptyState {
            title: "Personne ne correspond".to_owned(),
            text: ponctuer(
                "Aucun jeune de votre territoire ne répond à ces filtres. Retirez-en un pour élargir.",
            ),
            link: Some(Link::new("Effacer les filtres", ICI)),
        },
    };
    rendu::page(&page)
}

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

fn entetes(demande: &Demande) -> Vec<Header> {
    let tri = demande.tri();
    let trie = |column, nom: &str, par: Tri| Header {
        column,
        sort_href: Some(demande.adresse(ICI, "tri", Some(nom))),
        sorted: if tri == par { Sorted::Up } else { Sorted::No },
    };
    let mut entetes = vec![trie(None, "nom", Tri::Nom)];
    entetes.extend(COLONNES.iter().map(|column| match column {
        Column::Depuis => trie(Some(*column), "urgence", Tri::Urgence),
        Column::Echeance => trie(Some(*column), "echeance", Tri::Echeance),
        _ => Header { column: Some(*column), sort_href: None, sorted: Sorted::No },
    }));
    entetes
}

fn vues(demande: &Demande) -> Tabs {
    let criteres = demande.criteres();
    let vue = |label: &str, paires: &[(&str, &str)]| {
        let href = paires
            .iter()
            .fold(Demande::default(), |d, (nom, valeur)| d.avec(nom, valeur))
            .adresse(ICI, "page", None);
        let current = criteres.len() == paires.len()
            && paires.iter().all(|(nom, valeur)| demande.valeur(nom) == Some(*valeur));
        Tab { label: label.to_owned(), href, current, count: None }
    };
    Tabs {
        label: "Vues".to_owned(),
        tabs: vec![
            vue("Tous", &[]),
            vue("Mes jeunes", &[("responsable", "moi")]),
            vue("Ma structure", &[("responsable", "structure")]),
            vue("À contacter", &[("contact", "a_contacter")]),
            vue("Mineurs sans solution", &[("age", "mineur"), ("solution", "sans")]),
            vue("En retard", &[("echeance", "retard")]),
            vue("Clos", &[("clos", "oui")]),
        ],
    }
}

fn filtres(demande: &Demande) -> Form {
    let champ = |mut field: Field| {
        field.values.extend(demande.valeur(&field.name).map(str::to_owned));
        field.optional()
    };
    let choix = |paires: Vec<(&str, &str)>| Choice::list(&paires);
    Form { get: true, ..Form::new("filtres", ICI, "Filtrer") }
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
            "echeance",
            "Échéance",
            choix(vec![("retard", "Dépassée"), ("semaine", "Dans les 7 jours")]),
        )))
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
    let lignes: Vec<Vec<String>> =
        lues.iter().map(|lue| cellules(lue, &ligne(lue, &noms, perimetre.le()))).collect();

    // Who took which list, and how many people are in it, before the file leaves.
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let criteres = serde_urlencoded::to_string(demande.criteres());
    let motif = format!("export de {} dossiers ({})", lignes.len(), criteres.unwrap_or_default());
    acces::record(&writer, perimetre, None, "export", &motif).await?;
    writer.commit().await?;

    let fichier = tokio::task::spawn_blocking(move || crate::export::liste(&ENTETES, &lignes, csv))
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

const ENTETES: [&str; 14] = [
    "Nom",
    "Prénoms",
    "Date de naissance",
    "Âge",
    "Mineur",
    "Commune",
    "Dernier établissement",
    "Dernière formation",
    "Sans solution depuis",
    "Responsable",
    "Situation",
    "Contact",
    "Solution",
    "Prochaine échéance",
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
