# Sourced: `step NAME COMMAND…` runs a command, says how long it took, and keeps a list for `steps_done`.
steps=()
step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@"
  step_took "$name" "$began"
}
step_took() { steps+=("$(printf '%5d s  %s' $((SECONDS - $2)) "$1")"); }
steps_done() {
  printf '\n== done in %d s\n' "$SECONDS"
  printf '%s\n' "${steps[@]}"
}
