"""What was built: has it the licences of all that is compiled in, and does it name no folder of this machine?

Of dist/ the wheels, the npm tarballs, the gems, the Composer and the Maven packages of client and sandbox, the PHP extension, the
C library and the program; and the program that the other tests start.
"""

from __future__ import annotations

import email
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
CARGO_HOME = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))

Files = dict[str, bytes]


def only(pattern: str) -> Path:
    found = list(DIST.glob(pattern))
    assert len(found) == 1, f"dist/ has {len(found)} {pattern}: run scripts/packages"
    return found[0]


def unpacked(archive: tarfile.TarFile) -> Files:
    files = {}
    for member in archive:
        if (content := archive.extractfile(member)) is not None:
            files[member.name] = content.read()
    return files


def wheel(pattern: str) -> Files:
    with zipfile.ZipFile(only(pattern)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tarball(pattern: str) -> Files:
    with tarfile.open(only(pattern)) as archive:
        return unpacked(archive)


def gem(pattern: str) -> Files:
    with tarfile.open(only(pattern)) as outer:
        parts = unpacked(outer)
    with tarfile.open(fileobj=io.BytesIO(parts["data.tar.gz"])) as archive:
        return unpacked(archive) | {"metadata": gzip.decompress(parts["metadata.gz"])}


def composer(pattern: str) -> Files:
    with zipfile.ZipFile(only(f"php/{pattern}")) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def ending(files: Files, *endings: str) -> bytes:
    """The one file whose name ends so."""
    found = [content for name, content in files.items() if name.endswith(endings)]
    assert len(found) == 1, f"{len(found)} files end with {' or '.join(endings)}"
    return found[0]


def after(line_start: str, text: str) -> str:
    """The rest of the one line that starts so."""
    (rest,) = [line.removeprefix(line_start) for line in text.splitlines() if line.startswith(line_start)]
    return rest


def whole(licences: str) -> list[str]:
    """What the text itself says of the package as a whole."""
    return after("Licences of the whole: ", licences).split(" AND ")


def listed(licences: str) -> set[str]:
    """What the text lists, as name-version."""
    return {"-".join(pair) for pair in re.findall(r"^  (\S+) (\d\S*)  ", licences, re.MULTILINE)}


def compiled_in(binary: bytes) -> tuple[set[str], set[str]]:
    """Crates that are there for certain, since the texts of panics name their sources.

    Ours as name-version, then the standard library's by name. In the binary one text follows on the other, so
    there may be letters before a name.
    """
    ours, of_the_standard_library = set(), set()
    for before in binary.split(b"/src/"):
        crate = re.search(rb"(/rust/deps/)?([a-z][a-z0-9_-]*)-(\d+\.\d+\.\d+[0-9a-z.+-]*)$", before[-100:])
        if crate and crate[1]:
            of_the_standard_library.add(crate[2].decode())
        elif crate:
            ours.add(f"{crate[2].decode()}-{crate[3].decode()}")
    return ours, of_the_standard_library


def check_licences(licences: str, binary: bytes) -> None:
    crates = listed(licences)
    ours, of_the_standard_library = compiled_in(binary)
    assert len(ours) > 20, f"the binary names only {sorted(ours)}"
    without = sorted(crate for crate in ours if not crate.endswith(tuple(crates)))
    assert not without, f"compiled in, but without a licence: {without}"
    notice = licences.partition("Built into it are ")[2].partition(".")[0]
    without = sorted(of_the_standard_library - set(re.split(r",\s|\sand\s", notice)))
    assert not without, f"in the standard library, but not in crates/xtask/licenses: {without}"
    for mark in ("Copyright (c) Tokio Contributors", "Permission to use, copy, modify", "Apache License"):
        assert mark in licences, f"{mark!r} is not there"
    for mark in ("UNICODE LICENSE V3", "Community Data License Agreement", "The Rust standard library"):
        assert mark in licences, f"{mark!r} is not there"
    # what only helps to compile or to test is not shipped
    names = {crate.rpartition("-")[0] for crate in crates}
    helpers = names & {"cc", "napi-build", "proptest", "rb-sys-build", "serde_derive", "syn"}
    assert not helpers, f"not linked, but listed: {helpers}"


def check_no_path(binary: bytes) -> None:
    for folder in (Path.home(), ROOT, CARGO_HOME, "registry/src", ".rustup/toolchains"):
        at = binary.find(f"{folder}/".encode())
        text = binary[max(at - 20, 0) : at + 80].decode(errors="replace")
        assert at < 0, f"the binary holds a path of this machine: {text!r}"


def only_here(licences: str) -> None:
    """A package for one platform does not list what others link."""
    assert "only on" not in licences
    assert not any(crate.startswith("windows-") for crate in listed(licences)) or sys.platform == "win32"


def check_wheel() -> None:
    files = wheel("bootpay-*.whl")
    licences = ending(files, ".dist-info/licenses/THIRD-PARTY-LICENSES").decode()
    binary = ending(files, ".so", ".pyd")
    metadata = email.message_from_bytes(ending(files, ".dist-info/METADATA"))
    assert metadata.get_all("License-File") == ["LICENSE", "THIRD-PARTY-LICENSES"]
    assert metadata["License-Expression"].split(" AND ") == whole(licences)
    assert ending(files, ".dist-info/licenses/LICENSE").startswith(b"MIT License")
    check_licences(licences, binary)
    only_here(licences)
    check_no_path(binary)


def check_npm() -> None:
    files = tarball("bootpay-backend-nodejs-*.tgz")
    licences = ending(files, "package/THIRD-PARTY-LICENSES").decode()
    binary = ending(files, ".node")
    assert json.loads(files["package/package.json"])["license"].split(" AND ") == whole(licences)
    assert "package/LICENSE" in files
    check_licences(licences, binary)
    only_here(licences)
    check_no_path(binary)


def check_gem() -> None:
    files = gem("backend-ruby-*.gem")
    licences = files["THIRD-PARTY-LICENSES"].decode()
    binary = ending(files, ".so", ".bundle")
    _, _, named = files["metadata"].decode().partition("\nlicenses:\n")
    assert named.startswith("".join(f"- {licence}\n" for licence in whole(licences)))
    assert "LICENSE" in files
    check_licences(licences, binary)
    only_here(licences)
    check_no_path(binary)


def check_c() -> None:
    if sys.platform != "linux":
        return  # see scripts/packages
    files = tarball("c/bootpay-c-*.tar.gz")
    licences = ending(files, "/THIRD-PARTY-LICENSES").decode()
    for name in ("/LICENSE", "/README.md", "/README.ko.md", "/include/bootpay.h", "/examples/identity.c"):
        assert ending(files, name), f"{name} is empty"
    for library in (ending(files, "/lib/libbootpay_c.so"), ending(files, "/lib/libbootpay_c.a")):
        check_licences(licences, library)
        check_no_path(library)
        assert b".llvmbc" not in library, "it holds bitcode"
    only_here(licences)


def named_by(composer_json: bytes) -> list[str]:
    return str(json.loads(composer_json)["license"]).strip("()").split(" and ")


def check_composer() -> None:
    files = composer("bootpay-backend-php-*.zip")
    licences = files["THIRD-PARTY-LICENSES"].decode()
    binary = ending(files, ".so", ".dylib", ".dll")
    assert named_by(files["composer.json"]) == whole(licences)
    assert "LICENSE" in files
    check_licences(licences, binary)
    only_here(licences)
    check_no_path(binary)


def check_php_extension() -> None:
    if sys.platform != "linux":
        return  # see scripts/packages
    source = composer("php_bootpay-*-src.zip")
    assert named_by(source["composer.json"]) == whole(source["THIRD-PARTY-LICENSES"].decode())
    built = composer("php_bootpay-*_php*.zip")
    assert "composer.json" not in built, "Composer would find the package twice"
    for files, binary in ((source, ending(source, "/libbootpay_c.a")), (built, built["bootpay.so"])):
        licences = files["THIRD-PARTY-LICENSES"].decode()
        assert {"LICENSE", "README.md", "README.ko.md"} <= set(files)
        check_licences(licences, binary)
        only_here(licences)
        check_no_path(binary)


def check_go() -> None:
    [folder] = (DIST / "go").glob("**/@v")
    with zipfile.ZipFile(next(folder.glob("*.zip"))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    version = (folder / "list").read_text().strip()
    inside = f"github.com/bootpay/backend-go@{version}/"
    strangers = [name for name in files if not name.startswith(inside)]
    assert not strangers, f"not in {inside}: {strangers}"
    licences = ending(files, "/THIRD-PARTY-LICENSES").decode()
    library = ending(files, "/libbootpay_c.a")
    assert (folder / f"{version}.mod").read_bytes() == ending(files, "/go.mod")
    for name in ("LICENSE", "README.md", "README.ko.md", "sandbox/README.md", "internal/native/bootpay.h"):
        assert files[inside + name], f"{name} is empty"
    assert not [name for name in files if name.endswith(("_test.go", ".sh"))], "it has tests"
    check_licences(licences, library)
    check_no_path(library)
    only_here(licences)


def jar(artifact: str) -> tuple[Files, bytes]:
    """The files of a package of Java, and its pom."""
    folder = DIST / "java/com/github/bootpay" / artifact
    version = re.search(r"<release>([^<]+)</release>", (folder / "maven-metadata.xml").read_text())
    assert version, "maven-metadata.xml names no release"
    stem = folder / version[1] / f"{artifact}-{version[1]}"
    for ending_ in (".jar", ".pom", "-sources.jar"):
        file = Path(f"{stem}{ending_}")
        said = Path(f"{file}.sha1").read_text().split()[0]
        assert hashlib.sha1(file.read_bytes()).hexdigest() == said, f"{file.name} has another SHA-1"
    with zipfile.ZipFile(f"{stem}.jar") as archive:
        return {name: archive.read(name) for name in archive.namelist()}, Path(f"{stem}.pom").read_bytes()


def check_classes(files: Files, module: str) -> None:
    classes = {name: content for name, content in files.items() if name.endswith(".class")}
    assert classes and all(content[6:8] == b"\0\x34" for content in classes.values()), "its classes are not of Java 8"
    assert f"Automatic-Module-Name: {module}\r\n".encode() in files["META-INF/MANIFEST.MF"]
    assert not [name for name in classes if "Test" in name], "it has tests"
    assert "META-INF/LICENSE" in files


def check_java() -> None:
    if sys.platform != "linux":
        return  # see scripts/packages
    files, pom = jar("backend-java")
    licences = files["META-INF/THIRD-PARTY-LICENSES"].decode()
    library = ending(files, "/libbootpay_jni.so")
    assert f"<name>{' AND '.join(whole(licences))}</name>".encode() in pom
    check_classes(files, "kr.co.bootpay")
    check_licences(licences, library)
    check_no_path(library)
    only_here(licences)


def nuget(pattern: str) -> Files:
    with zipfile.ZipFile(only(f"dotnet/{pattern}")) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check_nuspec(files: Files, name: str) -> None:
    nuspec = files[f"{name}.nuspec"].decode()
    licences = files["THIRD-PARTY-LICENSES"].decode()
    assert f'<license type="expression">{" AND ".join(whole(licences))}</license>' in nuspec
    for file in ("LICENSE", "README.md", "[Content_Types].xml", "_rels/.rels", f"lib/netstandard2.0/{name}.xml"):
        assert files[file], f"{file} is empty"
    assembly = files[f"lib/netstandard2.0/{name}.dll"]
    check_no_path(assembly)
    check_no_path(assembly.decode("utf-16-le", errors="ignore").encode())


def check_nuget() -> None:
    files = nuget("Bootpay.net.*.nupkg")
    licences = files["THIRD-PARTY-LICENSES"].decode()
    library = ending(files, "/native/libbootpay_c.so")
    check_nuspec(files, "Bootpay.net")
    check_licences(licences, library)
    check_no_path(library)
    only_here(licences)


def check_sandbox_nuget() -> None:
    files = nuget("Bootpay.Sandbox.*.nupkg")
    check_nuspec(files, "Bootpay.Sandbox")
    check_shipped(files["THIRD-PARTY-LICENSES"].decode(), ending(files, "/bootpay"))


def check_program() -> None:
    program = os.environ["BOOTPAY_PROGRAM"]
    printed = subprocess.run([program, "licenses"], capture_output=True, encoding="utf-8", check=True).stdout
    assert printed.startswith("MIT License")
    # built for development, so it may hold paths
    check_licences(printed, Path(program).read_bytes())


def check_shipped(licences: str, binary: bytes) -> None:
    """The program as it is shipped; one text has the licences of all platforms."""
    check_licences(licences, binary)
    check_no_path(binary)


def check_archive() -> None:
    files = tarball("bootpay-*-*.tar.gz")
    check_shipped(ending(files, "/THIRD-PARTY-LICENSES").decode(), ending(files, "/bootpay"))
    assert ending(files, "/LICENSE").startswith(b"MIT License")
    assert ending(files, "/README.md")


def check_sandbox_wheel() -> None:
    files = wheel("bootpay_sandbox-*.whl")
    licences = ending(files, ".dist-info/licenses/THIRD-PARTY-LICENSES").decode()
    metadata = email.message_from_bytes(ending(files, ".dist-info/METADATA"))
    assert metadata["License-Expression"].split(" AND ") == whole(licences)
    assert ending(files, ".dist-info/licenses/LICENSE").startswith(b"MIT License")
    program = ending(files, ".data/scripts/bootpay")
    check_shipped(licences, program)
    tags = [line.removeprefix("Tag: ") for line in ending(files, ".dist-info/WHEEL").decode().splitlines() if line[:4] == "Tag:"]
    assert tags, "the wheel has no tag"
    glibc = max(map(int, re.findall(rb"\0GLIBC_2\.(\d+)", program)), default=0)
    for tag in tags:
        promised = re.fullmatch(r"py3-none-manylinux_2_(\d+)_.*", tag)
        assert promised is None or int(promised[1]) >= glibc, f"{tag}, but the program needs glibc 2.{glibc}"
        assert tag != "py3-none-any", "the wheel is for every platform, and the program is not"
    assert glibc == 0 or not any("musl" in tag for tag in tags), f"{tags}, but the program needs glibc"


def check_sandbox_npm() -> None:
    files = tarball("bootpay-sandbox-*.tgz")
    licences = ending(files, "package/THIRD-PARTY-LICENSES").decode()
    assert json.loads(files["package/package.json"])["license"].split(" AND ") == whole(licences)
    assert "package/LICENSE" in files
    check_shipped(licences, ending(files, "/bootpay"))


def check_sandbox_gem() -> None:
    files = gem("bootpay-sandbox-*.gem")
    licences = files["THIRD-PARTY-LICENSES"].decode()
    _, _, named = files["metadata"].decode().partition("\nlicenses:\n")
    assert named.startswith("".join(f"- {licence}\n" for licence in whole(licences)))
    assert "LICENSE" in files
    check_shipped(licences, files["libexec/bootpay"])


def check_sandbox_composer() -> None:
    files = composer("bootpay-sandbox-*.zip")
    licences = files["THIRD-PARTY-LICENSES"].decode()
    assert named_by(files["composer.json"]) == whole(licences)
    assert "LICENSE" in files
    programs = {name: file for name, file in files.items() if name.startswith("programs/")}
    check_shipped(licences, ending(programs, "/bootpay"))


def check_sandbox_java() -> None:
    files, pom = jar("bootpay-sandbox")
    licences = files["META-INF/THIRD-PARTY-LICENSES"].decode()
    assert f"<name>{' AND '.join(whole(licences))}</name>".encode() in pom
    check_classes(files, "kr.co.bootpay.sandbox")
    check_shipped(licences, ending(files, "/bootpay"))


CHECKS: list[Callable[[], None]] = [
    check_wheel,
    check_npm,
    check_gem,
    check_c,
    check_composer,
    check_php_extension,
    check_go,
    check_java,
    check_nuget,
    check_program,
    check_archive,
    check_sandbox_wheel,
    check_sandbox_npm,
    check_sandbox_gem,
    check_sandbox_composer,
    check_sandbox_java,
    check_sandbox_nuget,
]


def main() -> int:
    failed = 0
    for check in CHECKS:
        name = check.__name__.removeprefix("check_")
        try:
            check()
        except Exception as error:  # each is told, and the others go on
            failed += 1
            print(f"FAIL  {name}: {type(error).__name__}: {error}")
        else:
            print(f"ok    {name}")
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main() > 0)
