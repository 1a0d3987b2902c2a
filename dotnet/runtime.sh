#!/usr/bin/env bash
# Installs CoreCLR, and a Newtonsoft.Json that runs on it, for the tests: both of pinned versions, into this folder.
set -euo pipefail
cd "$(dirname "$0")/.."
stamp=$(sha256sum dotnet/tests/requirements.txt | cut -d' ' -f1)
if [ "$(cat dotnet/.runtime/stamp 2>/dev/null)" != "$stamp" ]; then
  echo "installing CoreCLR into dotnet/.runtime"
  rm -rf dotnet/.runtime
  mkdir -p dotnet/.runtime
  .venv/bin/pip install -q --disable-pip-version-check --no-deps --require-hashes --target dotnet/.runtime -r dotnet/tests/requirements.txt
  chmod +x dotnet/.runtime/dotnetcore2/bin/dotnet
  echo "$stamp" >dotnet/.runtime/stamp
fi
scripts/npm-tools dotnet/tests
