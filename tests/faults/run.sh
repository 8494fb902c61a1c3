#!/bin/sh
# The fault tests at a large count: kills, flipped bytes, simulated power failures. Prints the seed of a failure.
#   tests/faults/run.sh [KILLS [FLIPS [CRASHES]]]
set -eu
cd "$(dirname "$0")/../Reports.EventStore.Tests"
dotnet build -c Release -v q
export REPORTS_KILL_ROUNDS="${1:-500}" REPORTS_FAULT_ROUNDS="${2:-5000}" REPORTS_CRASHES="${3:-24000}"
exec bin/Release/net10.0/Reports.EventStore.Tests -showLiveOutput \
  -class '*.KillTests' -class '*.DamageTests' -class '*.CrashSimulationTests' -class '*.FailingCallTests' -class '*.TornLogTests'
