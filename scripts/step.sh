# Sourced: `step NAME COMMAND…` runs a command, says how long it took, and keeps a list for `steps_done`.
steps=()
step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@"
  steps+=("$(printf '%5d s  %s' $((SECONDS - began)) "$name")")
}
steps_done() {
  printf '\n== done in %d s\n' "$SECONDS"
  printf '%s\n' "${steps[@]}"
}
