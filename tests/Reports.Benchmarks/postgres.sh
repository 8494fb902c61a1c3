#!/bin/sh
# Starts or stops a PostgreSQL of its own in a folder, on loopback, for the benchmark: postgres.sh start|stop FOLDER PORT
set -eu
action=$1
folder=$2
port=$3
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ]; then
  echo "PostgreSQL is not installed: apt-get install postgresql" >&2
  exit 4
fi

# The server refuses to run as root.
run() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
  else
    "$@"
  fi
}

case $action in
  start)
    mkdir -p "$folder"
    if [ "$(id -u)" = 0 ]; then chown postgres:postgres "$folder"; fi
    run "$bin/initdb" -D "$folder/data" -A trust -U reports -E UTF8 --locale=C >"$folder.log" 2>&1
    run "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=1GB -c work_mem=256MB -c max_wal_size=8GB" \
      start >>"$folder.log" 2>&1
    ;;
  stop)
    run "$bin/pg_ctl" -D "$folder/data" -m immediate stop >>"$folder.log" 2>&1
    rm -rf "$folder" "$folder.log"
    ;;
  *)
    echo "postgres.sh start|stop FOLDER PORT" >&2
    exit 2
    ;;
esac
