//! The header of the C ABI, rendered from `crates/bootpay-c`: `cargo xtask header`.

use std::path::Path;

use crate::surface::{Mode, Rendered, apply};

const CRATE: &str = "crates/bootpay-c";

pub(crate) fn run(root: &Path, mode: Mode) -> Result<String, String> {
    let path = format!("{CRATE}/generated/bootpay.h");
    apply(root, mode, "cargo xtask header", &[Rendered::new(&path, render(root)?)], &[])
}

fn render(root: &Path) -> Result<String, String> {
    let folder = root.join(CRATE);
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml"))?;
    let header = cbindgen::Builder::new().with_config(config).with_src(folder.join("src/lib.rs")).generate();
    let mut text = Vec::new();
    header.map_err(|error| error.to_string())?.write(&mut text);
    let text = String::from_utf8(text).map_err(|error| error.to_string())?;
    Ok(text.replace("// # Safety\n", "")) // Rust's word for what its caller must see to; in C that is all of it
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_header_is_what_the_library_says() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        run(&root, Mode::Check).unwrap();
    }
}
