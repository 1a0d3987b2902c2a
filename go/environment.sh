# Sourced with `$root`, the repository, and `$folder`, where modules are installed: Go as a user has it whose GOPROXY is dist/go.
# Nothing else is asked, so that no test sends anything.
uri=$(python3 -c 'import pathlib, sys; print(pathlib.Path(sys.argv[1]).as_uri())' "$root/dist/go")
export GOPROXY=${uri}${GOPROXY_BESIDE:+,$GOPROXY_BESIDE} GONOSUMDB=github.com/bootpay/backend-go GOTOOLCHAIN=local GOWORK=off
export GOMODCACHE=$folder/modules GOFLAGS="-mod=mod -modcacherw -buildvcs=false"
# The Go command remembers what a version in a module cache imports; here a version is built again and again.
export GODEBUG=goindex=0
