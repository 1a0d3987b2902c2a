# Sourced: `step NAME COMMAND…` runs a command, says how long it took, and keeps a list for `steps_done`.
# `beside NAME COMMAND…` is a step that runs beside others, JOBS of them at a time, and shows what it printed when it
# ends; `steps_end` waits for them. After one that failed none begins.
steps=()
step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@"
  step_took "$name" "$began"
}
step_took() { steps+=("$(printf '%5d s  %s' $((SECONDS - $2)) "$1")"); }

: "${JOBS:=$(($(getconf _NPROCESSORS_ONLN) + 1))}" # one more than processors, since most of them often wait
declare -A step_names=() step_begins=() step_logs=()
beside() {
  local name=$1 log
  shift
  while [ ${#step_names[@]} -ge "$JOBS" ]; do step_end; done
  log=$(mktemp)
  printf '.. %s\n' "$name"
  "$@" >"$log" 2>&1 </dev/null &
  step_names[$!]=$name step_begins[$!]=$SECONDS step_logs[$!]=$log
}
step_end() {
  local pid name status=0
  wait -n -p pid "${!step_names[@]}" || status=$?
  name=${step_names[$pid]}
  printf '\n== %s\n' "$name"
  cat "${step_logs[$pid]}"
  rm "${step_logs[$pid]}"
  step_took "$name" "${step_begins[$pid]}"
  unset "step_names[$pid]"
  [ $status = 0 ] && return
  steps_failed+=("$name")
  steps_end
  printf '\n== FAILED: %s\n' "${steps_failed[@]}" >&2
  exit 1
}
steps_failed=()
steps_end() { while [ ${#step_names[@]} -gt 0 ]; do step_end; done; }

steps_done() {
  steps_end
  printf '\n== done in %d s\n' "$SECONDS"
  printf '%s\n' "${steps[@]}"
}
