//! Passwords: argon2id, and the rules of the CNIL's recommendation of 2022 (délibération 2022-100) for an access with
//! lock-out: enough entropy, nothing that is guessed first. No forced renewal, no forbidden pasting.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use raccroche_domain::francais::plier;
use tokio::task::spawn_blocking;

/// Why a password is refused: a sentence for the person who chose it.
pub(crate) fn faiblesse(mot_de_passe: &str, courriel: &str, nom: &str) -> Option<&'static str> {
    let longueur = mot_de_passe.chars().count();
    if longueur > 200 {
        return Some("Ce mot de passe est trop long (200 caractères au plus).");
    }
    let familles = [
        mot_de_passe.chars().any(char::is_lowercase),
        mot_de_passe.chars().any(char::is_uppercase),
        mot_de_passe.chars().any(|c| c.is_ascii_digit()),
        mot_de_passe.chars().any(|c| !c.is_alphanumeric()),
    ];
    let familles = familles.into_iter().filter(|famille| *famille).count();
    if longueur < 12 || (longueur < 16 && familles < 3) {
        return Some(
            "Choisissez au moins 12 caractères avec des majuscules, des minuscules et des chiffres ou signes, ou bien une \
             phrase d’au moins 16 caractères.",
        );
    }
    let mut distincts: Vec<char> = mot_de_passe.chars().collect();
    distincts.sort_unstable();
    distincts.dedup();
    if distincts.len() < 6 {
        return Some("Ce mot de passe répète trop peu de caractères différents.");
    }
    let plie = plier(mot_de_passe).replace(' ', "");
    let evident = |mot: &str| {
        let mot = plier(mot).replace(' ', "");
        mot.chars().count() >= 4 && plie.contains(&mot)
    };
    let compte = courriel.split('@').next().unwrap_or_default();
    if nom.split_whitespace().chain([compte]).any(evident) {
        return Some("Ce mot de passe contient votre nom ou votre adresse.");
    }
    let communs =
        ["motdepasse", "password", "raccroche", "azerty", "qwerty", "123456", "education", "bienvenue"];
    if communs.iter().any(|commun| plie.contains(commun)) {
        return Some("Ce mot de passe contient un mot que l’on devine en premier.");
    }
    None
}

/// The argon2id string to keep. On a thread apart: it takes tens of milliseconds by design.
pub(crate) async fn hacher(mot_de_passe: String) -> Option<String> {
    spawn_blocking(move || Some(Argon2::default().hash_password(mot_de_passe.as_bytes()).ok()?.to_string()))
        .await
        .ok()
        .flatten()
}

/// Whether the password is that of the string. Without a string the work is done all the same, so that the time taken
/// does not tell whether an account exists.
pub(crate) async fn verifier(mot_de_passe: String, chaine: Option<String>) -> bool {
    /// Of a password that nobody can type; same parameters as ours.
    const LEURRE: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c2VsIGRlIGxldXJyZSAxMg$Yd4UJnDTVjJsWwRnJnLtHuMGhGnMPyfSMjXO6X7bMhM";
    spawn_blocking(move || {
        let existe = chaine.is_some();
        let chaine = chaine.unwrap_or_else(|| LEURRE.to_owned());
        let juste = Argon2::default().verify_password(mot_de_passe.as_bytes(), chaine.as_str()).is_ok();
        juste && existe
    })
    .await
    .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_told_why() {
        for (faible, mot) in [
            ("Court1!", "12 caractères"),
            ("toutenminuscul", "12 caractères"),
            ("aaaaaaaaaaaaaaaaaaaa", "différents"),
            ("Claire-Morvan-33", "nom"),
            ("MonMotDePasse2026", "devine"),
        ] {
            let raison = faiblesse(faible, "c.morvan@academie.example", "Claire Morvan");
            assert!(raison.is_some_and(|raison| raison.contains(mot)), "{faible}: {raison:?}");
        }
        for fort in ["Vent-Debout-48", "la pluie tombe sur le port"] {
            assert_eq!(faiblesse(fort, "c.morvan@academie.example", "Claire Morvan"), None, "{fort}");
        }
    }

    #[tokio::test]
    async fn only_the_right_password_of_an_existing_account_opens() {
        let chaine = hacher("Vent-Debout-48".to_owned()).await.unwrap();
        assert!(chaine.starts_with("$argon2id$"));
        assert!(verifier("Vent-Debout-48".to_owned(), Some(chaine.clone())).await);
        assert!(!verifier("vent-debout-48".to_owned(), Some(chaine)).await);
        assert!(!verifier("Vent-Debout-48".to_owned(), None).await);
    }
}
