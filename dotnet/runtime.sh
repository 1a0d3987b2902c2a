#!/usr/bin/env bash
# Installs what .NET is compiled against and tested with into this folder, of pinned versions: NuGet's Newtonsoft.Json and, on Linux
# on x86-64, .NET 8.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
. dotnet/environment.sh
wanted=dotnet/tests/requirements.txt
if ! cmp -s "$wanted" "$runtime/stamp"; then
  echo "installing Newtonsoft.Json and .NET 8 into dotnet/.runtime"
  rm -rf "$runtime"
  .venv/bin/pip install -q --disable-pip-version-check --no-deps --require-hashes --target "$runtime" -r "$wanted"
  if [ -f "$dotnet" ]; then chmod +x "$dotnet"; fi
  cp "$wanted" "$runtime/stamp"
fi
