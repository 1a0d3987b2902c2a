//! How the library is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    match std::env::var("CARGO_CFG_TARGET_OS").as_deref() {
        // The library's threads outlive a host's dlclose, and so must their code.
        Ok("linux") => println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete"),
        // Without one its name in itself is the path in the folder of the build.
        Ok("macos") => println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libbootpay_c.dylib"),
        _ => {}
    }
}
