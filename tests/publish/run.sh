#!/usr/bin/env bash
# Publishes the command as one file and tries it where nothing else of it is: it ingests, answers, serves, and ends when it is told to.
# Prints how long both layouts take to start. Takes some minutes; needs the network where the runtime's packages are not there yet.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 REPORTS_CACHE=none REPORTS_SETTINGS=none DOTNET_BUNDLE_EXTRACT_BASE_DIR="$work/unpacked"
rid=${1:-linux-x64}

fail() { echo "FAILED: $1"; exit 1; }

dotnet publish src/Reports.Cli -c Release -r "$rid" -p:PublishSingleFile=true -o "$work/one" -v q
dotnet publish src/Reports.Cli -c Release -r "$rid" -o "$work/folder" -v q

others=$(find "$work/one" -type f ! -name reports | wc -l)
[ "$others" = 0 ] || fail "beside the file there are $others others: $(ls "$work/one")"

cp -r eventstore/sources eventstore/gazetteer "$work/"
mkdir "$work/bin"
cp "$work/one/reports" "$work/bin/"
cd "$work"
reports="$work/bin/reports"
ledger="$work/ledger.db"
"$reports" ingest sources --author amira --ledger "$ledger" --on 2018-04-30 >/dev/null || fail "ingest"
"$reports" status qadam --on 2018-03-21 --ledger "$ledger" | grep -q contested || fail "status"
# libsodium: a key is made, and a checkpoint signed.
"$reports" signing-key create --origin ledger.example --ledger "$ledger" >/dev/null || fail "signing-key"
"$reports" checkpoint --ledger "$ledger" >/dev/null || fail "checkpoint"
"$reports" verify --ledger "$ledger" >/dev/null || fail "verify"

mkfifo line
"$reports" serve --port 0 --http-port 0 --json --ledger "$ledger" >line &
server=$!
read -r said <line
http=$(sed 's/.*"http":"\([^"]*\)".*/\1/' <<<"$said")
curl -sf "$http/health/ready" | grep -q '"ready":true' || fail "ready"
curl -sf "$http/api/v1/districts/qadam?on=2018-03-21" | grep -q '"status":"contested"' || fail "districts"
curl -sf "$http/api/v1/changes?limit=1" | grep -q '"specversion":"1.0"' || fail "changes"
kill -TERM "$server"
wait "$server" || fail "the server ended with $?"
server=

milliseconds() {
  local best=999999
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    local from to
    from=$(date +%s%N)
    "$@" >/dev/null
    to=$(date +%s%N)
    [ $(((to - from) / 1000000)) -ge "$best" ] || best=$(((to - from) / 1000000))
  done
  echo "$best"
}

echo "one file: $(du -m "$reports" | cut -f1) MB, the folder: $(du -sm "$work/folder" | cut -f1) MB"
for layout in one folder; do
  echo "$layout: --version $(milliseconds "$work/$layout/reports" --version) ms, status $(milliseconds "$work/$layout/reports" status qadam --on 2018-03-21 --ledger "$ledger") ms (the best of ten)"
done
echo "passed"
