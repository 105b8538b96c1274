//! What the testbed's certificates are: files that TLS libraries read, signed by their own authority.

use std::sync::atomic::{AtomicU32, Ordering};
use testbed::certificates;

#[cfg(test)]
fn folder() -> std::path::PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("testbed-certificates-{}-{count}", std::process::id()))
}

#[test]
fn an_authority_signs_a_certificate_for_names_and_addresses_and_a_second_call_makes_others() {
    let folder = folder();
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let files = certificates(&folder, &names).expect("certificates");
    let read = |path: &std::path::Path| std::fs::read_to_string(path).expect("a file");
    let [ca, certificate, key] = [&files.ca, &files.certificate, &files.key].map(|path| read(path));
    assert!(ca.starts_with("-----BEGIN CERTIFICATE-----"));
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----"));
    assert!(key.starts_with("-----BEGIN PRIVATE KEY-----"));
    assert_ne!(ca, certificate);
    let again = certificates(&folder, &names).expect("certificates");
    assert_eq!(again, files);
    assert_ne!(read(&files.key), key);
    assert!(certificates(&folder, &["ä".to_owned()]).is_err());
    std::fs::remove_dir_all(&folder).expect("a folder of ours");
}
