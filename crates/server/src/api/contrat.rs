//! The contract: an OpenAPI 3.1 document made from the handlers and the types they read and write.
//!
//! What every operation may answer when something is wrong is added here, once, by its verb and its address; a test holds
//! the operations against the table of routes, both ways.

use std::sync::LazyLock;

use axum::Json;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Components, Content, HeaderBuilder, ObjectBuilder, Ref, RefOr, ResponseBuilder, Type,
        path::{Operation, ParameterIn, PathItem},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{
    bilan, campagnes, contacts, dispositifs, dossiers, groupes, journal, marches, moi, parcours,
    probleme::Probleme, relais, vacances,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Raccroche",
        version = "1",
        description = "Dossiers, contacts, parcours, relais, campagnes et verdicts, avec les mêmes droits et le même journal que les \
                       pages. Comment obtenir un jeton, des exemples et les webhooks : [/aide/api](/aide/api).",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
    ),
    servers((url = "/", description = "Ce service")),
    paths(
        montrer,
        moi::voir,
        dossiers::lister,
        dossiers::voir,
        journal::voir,
        dispositifs::lister,
        dispositifs::eligibles,
        contacts::lister,
        contacts::noter,
        contacts::coordonnees,
        contacts::ajouter,
        parcours::lister,
        parcours::voir,
        parcours::document,
        parcours::ouvrir,
        parcours::date,
        parcours::saisie,
        parcours::reunion,
        parcours::decision,
        parcours::etape,
        parcours::finir,
        parcours::associer,
        parcours::retirer,
        parcours::etablir,
        parcours::signer,
        groupes::lister,
        groupes::presences,
        groupes::noter,
        vacances::lister,
        marches::lister,
        bilan::annuel,
        bilan::evaluer,
        bilan::informations,
        campagnes::lister,
        campagnes::voir,
        campagnes::verdicts,
        relais::destinataires,
        relais::lister,
        relais::proposer,
        relais::accepter,
        relais::refuser,
        relais::retirer,
    ),
    components(schemas(Probleme)),
    tags(
        (name = "Jeton", description = "Le jeton lui-même, et ce contrat."),
        (name = "Dossiers", description = "Les dossiers, leur état et leur journal."),
        (name = "Dispositifs", description = "Le catalogue des dispositifs, et ce qui est possible pour un jeune."),
        (name = "Parcours", description = "Un jeune dans un dispositif : étapes, participants, documents, signatures."),
        (name = "Groupes", description = "Les sessions, leurs places et leur registre des présences."),
        (name = "Contacts", description = "Les tentatives de contact et les coordonnées."),
        (name = "Relais", description = "Les passages de relais d’une structure à une autre."),
        (name = "Campagnes", description = "Les campagnes et leurs verdicts."),
    ),
    modifiers(&Communs),
)]
struct Contrat;

/// Name of the security scheme.
const JETON: &str = "jeton";

/// What may go wrong anywhere: status, name of the response, what is said of it.
const PROBLEMES: [(u16, &str, &str); 10] = [
    (400, "Illisible", "Des paramètres ou un corps que l’on ne sait pas lire."),
    (401, "JetonRefuse", "Jeton manquant, inconnu, échu ou révoqué."),
    (403, "Interdit", "Le rôle ou l’étendue du jeton ne suffit pas, ou le dossier est en lecture seule."),
    (404, "Introuvable", "N’existe pas, ou ne fait pas partie de votre territoire."),
    (409, "Conflit", "Quelqu’un a modifié le dossier entre-temps : rien n’a été enregistré."),
    (413, "TropLong", "Le corps dépasse 64 kibioctets."),
    (415, "PasDuJson", "Le corps n’est pas annoncé comme du JSON."),
    (422, "Refuse", "Une valeur ne convient pas, ou les règles du suivi refusent l’action."),
    (429, "TropDeDemandes", "Trop de demandes : voyez `Retry-After`."),
    (503, "Indisponible", "Service momentanément indisponible : rien n’a été enregistré."),
];

struct Communs;

impl Modify for Communs {
    fn modify(&self, contrat: &mut utoipa::openapi::OpenApi) {
        let composants = contrat.components.get_or_insert_with(Components::new);
        composants.add_security_scheme(
            JETON,
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .bearer_format("rac_…")
                    .description(Some("Un jeton créé dans l’application, à la page « Mon compte »."))
                    .build(),
            ),
        );
        for (statut, nom, quoi) in PROBLEMES {
            composants.responses.insert(nom.to_owned(), probleme(statut, quoi));
        }
        for (adresse, item) in &mut contrat.paths.paths {
            let numerotee = adresse.contains('{');
            for (operation, ecrit) in operations(item) {
                if operation.security.is_none() {
                    continue;
                }
                let parametree = operation.parameters.iter().flatten().any(|parametre| {
                    matches!(parametre, RefOr::T(p) if matches!(p.parameter_in, ParameterIn::Query))
                });
                // A body may name a dossier too.
                let introuvable = numerotee || ecrit;
                for (statut, nom, _) in PROBLEMES {
                    let possible = match statut {
                        400 | 422 => ecrit || parametree,
                        404 => introuvable,
                        409 | 413 | 415 => ecrit,
                        _ => true,
                    };
                    if possible {
                        let reponse = RefOr::Ref(Ref::from_response_name(nom));
                        operation.responses.responses.insert(statut.to_string(), reponse);
                    }
                }
            }
        }
    }
}

/// The operations of an address, each with whether it writes.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&mut Operation, bool)> {
    let lecture = item.get.as_mut().map(|operation| (operation, false));
    let ecriture = item.post.as_mut().map(|operation| (operation, true));
    lecture.into_iter().chain(ecriture)
}

fn probleme(statut: u16, quoi: &str) -> RefOr<utoipa::openapi::Response> {
    let contenu = Content::new(Some(Ref::from_schema_name("Probleme")));
    let mut reponse = ResponseBuilder::new().description(quoi).content("application/problem+json", contenu);
    if statut == 429 {
        let secondes = ObjectBuilder::new().schema_type(Type::Integer).build();
        let attente =
            HeaderBuilder::new().schema(Some(secondes)).description(Some("Les secondes à attendre.")).build();
        reponse = reponse.header("Retry-After", attente);
    }
    reponse.build().into()
}

/// The document, made once.
fn contrat() -> &'static utoipa::openapi::OpenApi {
    static CONTRAT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(Contrat::openapi);
    &CONTRAT
}

#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "voirContrat",
    tag = "Jeton",
    summary = "Ce contrat",
    description = "Ouvert à tous : il ne dit rien de personne.",
    security(()),
    responses((status = 200, description = "Le contrat, en OpenAPI 3.1.", body = Object))
)]
pub(super) async fn montrer() -> Json<&'static utoipa::openapi::OpenApi> {
    Json(contrat())
}
