//! The PostgreSQL server that the tests of every crate share.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// Address of the shared server, which runs as long as this process holds its lock.
pub(crate) fn server() -> &'static str {
    static SERVER: OnceLock<(File, String)> = OnceLock::new();
    let (_, address) = SERVER.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let state: PathBuf = root.join("target/tmp/postgres");
        std::fs::create_dir_all(&state).unwrap();
        let users = File::options().create(true).append(true).open(state.join("users")).unwrap();
        users.lock_shared().unwrap();
        let started = Command::new(root.join("tools/test_postgres")).output().unwrap();
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        (users, String::from_utf8(started.stdout).unwrap().trim().to_owned())
    });
    address
}
