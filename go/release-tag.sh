#!/usr/bin/env bash
# release-tag.sh [REPOSITORY [PROXY]]: makes the tag of the Go module in dist/go, such as go/v1.200.0, in a git repository, by
# default this one. Its commit has no parents, and one folder go/ with the module and its libraries, so that no branch grows by
# them. PROXY is another folder than dist/go. Pushes nothing.
set -euo pipefail
repository=$(git -C "${1:-$(dirname "$0")}" rev-parse --absolute-git-dir)
proxy=$(realpath "${2:-$(dirname "$0")/../dist/go}")/github.com/bootpay/backend-go/@v
cd "$(dirname "$0")/.."
version=$(cat "$proxy/list")
built_from=$(git rev-parse HEAD)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m zipfile -e "$proxy/$version.zip" "$work/unpacked"
mkdir "$work/tree"
mv "$work/unpacked/github.com/bootpay/backend-go@$version" "$work/tree/go"
export GIT_DIR=$repository GIT_INDEX_FILE=$work/index GIT_WORK_TREE=$work/tree
git add --all --force "$work/tree" # whatever is ignored elsewhere
commit=$(git commit-tree "$(git write-tree)" -m "The Go module $version with its libraries" -m "Built from $built_from.")
git tag "go/$version" "$commit"
printf 'go/%s is %s\n' "$version" "$commit"
