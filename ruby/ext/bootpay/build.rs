//! How the library is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // On macOS the interpreter's symbols are found when the library is loaded.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("macos") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-undefined,dynamic_lookup");
    }
}
