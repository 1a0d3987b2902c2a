# Sourced after step.sh; needs bash 5.1. `beside NAME COMMAND…` is a step that runs beside others, JOBS of them at a time, and
# shows what it printed when it ends. `beside_ends NAME` waits for one of them, if it still runs. `beside_end` waits for all and
# stops the script if one has failed, saying which.
: "${JOBS:=$(($(getconf _NPROCESSORS_ONLN) + 2))}" # more than processors, since most of them often wait
declare -A beside_names=() beside_begins=() beside_logs=()
beside_failed=()

beside() {
  local name=$1 log
  shift
  while [ ${#beside_names[@]} -ge "$JOBS" ]; do beside_one_ends; done
  log=$(mktemp)
  printf '.. %s\n' "$name"
  "$@" >"$log" 2>&1 </dev/null &
  beside_names[$!]=$name beside_begins[$!]=$SECONDS beside_logs[$!]=$log
}

beside_one_ends() {
  local pid name status=0
  wait -n -p pid "${!beside_names[@]}" || status=$?
  name=${beside_names[$pid]}
  printf '\n== %s\n' "$name"
  cat "${beside_logs[$pid]}"
  rm "${beside_logs[$pid]}"
  step_took "$name" "${beside_begins[$pid]}"
  unset "beside_names[$pid]"
  [ $status = 0 ] || { beside_failed+=("$name"); printf '\n== FAILED: %s\n' "$name" >&2; }
}

beside_ends() {
  while [[ " ${beside_names[*]/%/ |} " == *" $1 |"* ]]; do beside_one_ends; done
}

beside_end() {
  while [ ${#beside_names[@]} -gt 0 ]; do beside_one_ends; done
  [ ${#beside_failed[@]} -eq 0 ] && return
  steps_done
  printf '\n== FAILED: %s\n' "${beside_failed[@]}" >&2
  exit 1
}
