#!/usr/bin/env bash
# Lints, types, and the tests against the wheel from dist/, installed as a user would.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/target.sh
tools=$PWD/.venv/bin
venv=$PWD/build/python-venv

"$tools/ruff" check python
"$tools/ruff" format --check python
(cd python && "$tools/mypy")

wheels=(dist/bootpay-*.whl)
wheel=${wheels[0]}
[ -f "$wheel" ] || { echo "dist/ has no wheel: run python/package.sh" >&2; exit 1; }
stamp=$(sha256sum "$wheel" python/requirements-dev.txt | sha256sum | cut -d' ' -f1)
if [ "$(cat "$venv/stamp" 2>/dev/null)" != "$stamp" ]; then
  rm -rf "$venv"
  "$tools/python" -m venv "$venv"
  # No Rust toolchain at hand and no index: a wheel that wants to compile or to download must fail here.
  env PATH=/usr/bin:/bin "$venv/bin/pip" install -q --disable-pip-version-check --no-index "$wheel"
  # The programs that the tests run the package under stand in the same list as the tools, and as what tests/sandbox-packages
  # runs the sandbox package's fixture under.
  grep -vE '^(hatchling|maturin|mypy|pyright|pytest-asyncio|pytest-xdist|ruff)==' python/requirements-dev.txt > "$venv/requirements.txt"
  "$venv/bin/pip" install -q --disable-pip-version-check -r "$venv/requirements.txt"
  echo "$stamp" > "$venv/stamp"
fi
# The official package, for the side-by-side test; it does not name the `requests` that it needs.
peer=$PWD/build/peer-python
official=(bootpay==1.0.7 requests==2.34.2)
if [ "$(cat "$peer/stamp" 2>/dev/null)" != "${official[*]}" ]; then
  rm -rf "$peer"
  "$tools/python" -m venv "$peer"
  "$peer/bin/pip" install -q --disable-pip-version-check "${official[@]}"
  echo "${official[*]}" > "$peer/stamp"
fi
# Whoever pastes an example into a program with a strict type checker sees no error.
examples=$PWD/build/python-examples
rm -rf "$examples"
"$venv/bin/python" python/tests/documented.py "$examples"
"$tools/mypy" --config-file= --strict --python-executable "$venv/bin/python" "$examples"
# Without Django, which has no types of its own.
"$tools/pyright" --pythonpath "$venv/bin/python" "$examples" python/examples/*.py python/examples/shop/*.py
"$tools/python" python/tests/completions.py "$venv/bin/python"
"$tools/python" python/tests/typed.py "$venv/bin/python" bootpay

# The example shops, with the sandbox package as `pip install --target` lays it out, and the program that was just built.
kit=$PWD/build/python-kit
rm -rf "$kit"
mkdir -p "$kit/bin"
ln -s "$PWD/python/sandbox/bootpay_sandbox" "$kit/bootpay_sandbox"
ln -s "$BOOTPAY_PROGRAM" "$kit/bin/bootpay"
PYTHONPATH=$kit "$venv/bin/python" -m pytest -p bootpay_sandbox.pytest_plugin -p no:cacheprovider -q python/examples/shop

exec "$venv/bin/python" -m pytest -c python/pyproject.toml --rootdir python -q python/tests "$@"
