# Sourced: `step NAME COMMAND…` runs a command, says how long it took, and keeps a list for `steps_done`.
steps=()
step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@"
  local status=$? # other than 0 where a condition asks for it; elsewhere the script has stopped
  step_took "$name" "$began"
  return $status
}
step_took() { steps+=("$(printf '%5d s  %s' $((SECONDS - $2)) "$1")"); }
steps_done() {
  printf '\n== done in %d s\n' "$SECONDS"
  printf '%s\n' "${steps[@]}"
}
# `can NAME NEED…`: whether all these programs and files are there; says of what is not that NAME is left out for it.
can() {
  local name=$1 need
  shift
  for need in "$@"; do
    command -v "$need" >/dev/null || [ -f "$need" ] || { echo "$name is left out, since there is no $need"; return 1; }
  done
}
