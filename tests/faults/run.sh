#!/usr/bin/env bash
# The fault tests at large counts, and a table of what was tried. Exits with 1 when one failed; its output is shown.
#   tests/faults/run.sh [--rounds N] [--only NAME]…   N kills of each kind (500); the other counts follow from it
#   tests/faults/run.sh --seed N                      one seed of the simulation again
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=500 only=() seed=
while [ $# -gt 0 ]; do
  case "$1" in
    --rounds) rounds=$2; shift 2 ;;
    --only) only+=("$2"); shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    *) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

# Not needed for another seed or fault of the same build.
if [ -z "${REPORTS_FAULTS_BUILT:-}" ]; then
  for project in Reports.EventStore.Tests Reports.Service.Tests Reports.Cli.Tests; do
    dotnet build "$project" -c Release -v q --nologo
  done
fi

if [ -n "$seed" ]; then
  REPORTS_SEED="$seed" exec Reports.EventStore.Tests/bin/Release/net10.0/Reports.EventStore.Tests -method '*.After_any_power_failure*'
fi

table=() failed=0 log=$(mktemp)
trap 'rm -f "$log"' EXIT

# NAME PROJECT CLASS-OR-METHOD "WHAT IS COUNTED" VARIABLE COUNT
try() {
  local name=$1 project=$2 filter=$3 what=$4 variable=$5 count=$6 begun=$SECONDS result=passed
  if [ ${#only[@]} -gt 0 ] && [[ " ${only[*]} " != *" $name "* ]]; then return; fi
  local select=-class
  case "$filter" in *.*_*) select=-method ;; esac
  env "$variable=$count" "$project/bin/Release/net10.0/$project" "$select" "$filter" -showLiveOutput >"$log" 2>&1 || result=FAILED
  if grep -q 'Skipped: [1-9]' "$log"; then result="$result, $(grep -o 'Skipped: [0-9]*' "$log" | tail -n 1 | tr 'S' 's')"; fi
  if grep -q 'Total: 0' "$log"; then result="FAILED: no test was run"; fi
  case "$result" in FAILED*) failed=1; cat "$log" ;; *) sed -n 's/^.*\[OUTPUT\] /  /p; s/^.*\[SKIP\]/  skipped/p' "$log" ;; esac
  table+=("$(printf '%-14s %8s %-44s %6d s  %s' "$name" "$count" "$what" $((SECONDS - begun)) "$result")")
  printf '%s\n' "${table[-1]}"
}

try append      Reports.EventStore.Tests '*.KillTests'            'kills of a process that appends'            REPORTS_KILL_ROUNDS        "$rounds"
try checkpoint  Reports.Service.Tests    '*.CheckpointKillTests'  'kills of a process that saves views'        REPORTS_CHECKPOINT_KILLS   "$rounds"
try watch       Reports.Cli.Tests        '*.WatchKillTests'       'kills of reports watch'                     REPORTS_WATCH_KILLS        "$rounds"
try calls       Reports.EventStore.Tests '*.FailingCallTests'     'every such occurrence of a file-system call' REPORTS_CALL_STEP         1
try readers     Reports.EventStore.Tests '*.ReadersTests.A_writer_and_sixteen*' 'rounds of a writer and 16 readers' REPORTS_READER_ROUNDS  $((rounds / 5 + 1))
try snapshot    Reports.EventStore.Tests '*.ReadersTests.Beside_a_reader*' 'MB appended beside a reader that stays' REPORTS_SNAPSHOT_MEGABYTES $((rounds * 10))
try damage      Reports.EventStore.Tests '*.DamageTests'          'files with flipped bytes, for each mode'    REPORTS_FAULT_ROUNDS       $((rounds * 10))
try bytes       Reports.Service.Tests    '*.EveryByteTests'       'is the step over all bytes of a small ledger' REPORTS_BYTE_STEP       1
try torn        Reports.EventStore.Tests '*.TornLogTests'         'write-ahead logs cut and damaged anywhere'  REPORTS_TORN               1
try simulation  Reports.EventStore.Tests '*.SimulationTests'      'seeds of the simulation'                    REPORTS_SIMULATIONS        $((rounds * 100))
try large       Reports.EventStore.Tests '*.LargeLedgerTests'     'MB in one ledger'                           REPORTS_LARGE_LEDGER_MEGABYTES 5000

printf '\n%-14s %8s %-44s %8s  %s\n' fault count of took result
printf '%s\n' "${table[@]}"
exit "$failed"
