#!/usr/bin/env python3
"""Packs a folder as NuGet does: `pack.py NUSPEC VERSION FOLDER INTO`."""

import re
import sys
import zipfile
from pathlib import Path

RELATIONS = """<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/{name}.nuspec" Id="R1" />
</Relationships>
"""


def types(files: list[str]) -> str:
    """The list that the container's format wants: what each ending is, and each file without one."""
    names = [(file, file.rpartition("/")[2].rpartition(".")) for file in files]
    endings = sorted({ending for _, (_, dot, ending) in names if dot})
    kinds = {"rels": "application/vnd.openxmlformats-package.relationships+xml"}
    lines = [f'  <Default Extension="{ending}" ContentType="{kinds.get(ending, "application/octet")}" />' for ending in endings]
    whole = sorted(file for file, (_, dot, _) in names if not dot)
    lines += [f'  <Override PartName="/{file}" ContentType="application/octet" />' for file in whole]
    head = '<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\n'
    return head + "\n".join(lines) + "\n</Types>\n"


def licenses(text: str) -> str:
    """All that the package is under, as the list of what is in it says."""
    found = re.search(r"^Licences of the whole: (.+)$", text, re.MULTILINE)
    if found is None:
        sys.exit("THIRD-PARTY-LICENSES does not say what the whole is under")
    return found[1]


def pack(nuspec: Path, version: str, folder: Path, into: Path) -> None:
    name = nuspec.stem
    whole = licenses((folder / "THIRD-PARTY-LICENSES").read_text())
    text = nuspec.read_text().replace("$version$", version).replace("$licenses$", whole)
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    files[f"{name}.nuspec"] = text.encode()
    files["_rels/.rels"] = RELATIONS.format(name=name).encode()
    files["[Content_Types].xml"] = types(list(files)).encode()
    for old in into.glob(f"{name}.[0-9]*.nupkg"):
        old.unlink()
    with zipfile.ZipFile(into / f"{name}.{version}.nupkg", "w") as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))  # of the same date whenever it is packed
            entry.external_attr = (0o755 if path.endswith("/bootpay") else 0o644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


if len(sys.argv) != 5:
    sys.exit(__doc__)
pack(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
