//! HTML pages of the application: templates and the values they show. No database, no HTTP.
//!
//! Each page is a plain struct of values already decided (what to show, in which order, under which words) that renders
//! itself: `page.render()`. The server fills it. So a page can be looked at, tested and made better without a database, and a
//! template that names a field that is gone does not compile. Each page has a `sample()` with invented people, from which the
//! tests render every page and `examples/galerie.rs` writes them to a folder.
//!
//! Pages work without JavaScript: links and forms alone. The scripts (`assets/raccroche.js`, htmx, DSFR) refine what is there.
//! Nothing is inline (no style, no script, no handler), so that a strict `Content-Security-Policy` holds:
//! [`CONTENT_SECURITY_POLICY`].
//!
//! Texts given by the server come with French typography already (`raccroche_domain::francais::ponctuer`).

pub mod administration;
pub mod aide;
pub mod alliance;
pub mod apercu;
pub mod appels;
mod assets;
pub mod bilan;
pub mod campagnes;
pub mod colonnes;
pub mod comite;
pub mod components;
pub mod entete;
pub mod feuilles;
pub mod form;
pub mod form_page;
pub mod gallery;
pub mod groupes;
pub mod jeunes_table;
pub mod layout;

pub mod connexion;
pub mod consultations;
pub mod dispositifs;
pub mod dossier;
pub mod droits;
pub mod echanges;
pub mod eligibilite;
pub mod erreur;
pub mod jeune;
pub mod liste;
pub mod lots;
pub mod ma_journee;
pub mod marche;
pub mod mes_parcours;
pub mod notes;
pub mod parcours;
pub mod recherche;
pub mod relais;
pub mod resultats;
pub mod reunion;
pub mod revue;
pub mod signature;
pub mod sortis;
pub mod textes;
pub mod vacances;
pub mod verification;
pub mod vues;

pub use askama::Template;
pub use assets::{Asset, asset, asset_names, asset_url};

/// The policy under which every page works. `data:` images are the ticks of the DSFR's boxes, drawn in its style sheet.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For what is said here, samples first: the typography that the server gives to its own texts.
pub(crate) fn fr(text: &str) -> String {
    raccroche_domain::francais::ponctuer(text)
}

/// `12 345`, for templates.
pub(crate) fn number(n: u64) -> String {
    raccroche_domain::francais::nombre(n)
}

/// The text with its first letter as a capital, for templates: askama's own filter would lower the rest (« L313-8 »).
pub(crate) fn upper_first(text: &str) -> String {
    raccroche_domain::francais::majuscule(text)
}
