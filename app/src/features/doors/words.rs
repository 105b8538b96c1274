//! Words of logging in and out.

/// The login page's title and heading.
pub fn log_in() -> String {
    "Log in".into()
}
/// The button that leads to OpenShift's login.
pub fn log_in_with_openshift() -> String {
    "Log in with OpenShift".into()
}
/// The button that leads to a company's own login.
pub fn log_in_with_company() -> String {
    "Log in with your organization".into()
}
/// What logging in means here.
pub fn about() -> String {
    "The console acts with your own rights and keeps none of its own. Your token stays sealed in this browser and is \
     used for calls to this cluster only."
        .into()
}
/// Heading of the form that takes a token.
pub fn with_token() -> String {
    "Use a token".into()
}
/// Where a token comes from.
pub fn token_help() -> String {
    "The output of oc whoami -t. It is not shown again, and logging out here does not revoke it.".into()
}
/// The token's field.
pub fn token() -> String {
    "Token".into()
}
/// The button below it.
pub fn log_in_with_token() -> String {
    "Log in with the token".into()
}
/// The button that ends a login.
pub fn log_out() -> String {
    "Log out".into()
}
/// Title of the page after a login.
pub fn signed_out() -> String {
    "Logged out".into()
}
/// What that means.
pub fn signed_out_body() -> String {
    "This browser holds no login for the console any more.".into()
}
/// The token could not be deleted.
pub fn not_revoked() -> String {
    "Logged out here, but the token was not revoked".into()
}
/// What to do about it.
pub fn not_revoked_body() -> String {
    "The cluster did not delete the token, so it works until it ends by itself. Delete it with: oc delete \
     useroauthaccesstokens --all, which ends your other logins too."
        .into()
}
/// The way back in.
pub fn log_in_again() -> String {
    "Log in again".into()
}
/// The login that ended while a page was open.
pub fn ended() -> String {
    "Your login ended. What you typed is kept.".into()
}
/// The console was updated while a page was open.
pub fn updated() -> String {
    "The console was updated. Load the page again to go on. What you typed is kept.".into()
}
/// The button below it.
pub fn load_again() -> String {
    "Load the page again".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_and_a_call_say_the_same_of_an_update() {
        let call = crate::words::cluster::call_error(&crate::api::CallError::Updated);
        assert_eq!(call, updated());
        for word in ["was updated", "Load the page again", "typed is kept"] {
            assert!(call.contains(word), "{word}");
        }
    }
}
