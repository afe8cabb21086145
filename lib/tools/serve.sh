#!/usr/bin/env bash
# serve.sh - starts and stops our own Apache over a shop; make run, start and stop call it.
set -euo pipefail

usage() {
  cat >&2 <<'TEXT'
usage: serve.sh run|start|stop
Settings come from the environment:
  PORT    where to listen on 127.0.0.1 (8080)
  SHOP    the shop; made as a demo shop if there is none (build/shop)
  BUILD   what was built (build)
  POOL    processes per program, so many requests are at work in it at once (16)
  FILL    the programs that are all started at once, instead of when they are wanted (all)
e.g. PORT=8081 lib/tools/serve.sh start
TEXT
  exit 2
}

fail() {
  echo "serve.sh: $*" >&2
  exit 1
}

cd "$(dirname "$0")/../.."
root=$PWD
PORT=${PORT:-8080} SHOP=${SHOP:-build/shop} BUILD=${BUILD:-build} POOL=${POOL:-16} FILL=${FILL:-all}
[[ $PORT =~ ^[0-9]+$ && $PORT -ge 1 && $PORT -le 65535 ]] || fail "PORT is \"$PORT\"; it must be a number from 1 to 65535."
[[ $POOL =~ ^[0-9]+$ && $POOL -ge 1 && $POOL -le 64 ]] || fail "POOL is \"$POOL\"; it must be a number from 1 to 64."
case $BUILD in /*) ;; *) BUILD=$root/$BUILD ;; esac
case $SHOP in /*) ;; *) SHOP=$root/$SHOP ;; esac
run=$BUILD/run/$PORT
PATH=$PATH:/usr/sbin:/sbin

as_root() { [ "$(id -u)" -eq 0 ]; }
# What the programs' own account sees and may do.
as_owner() {
  if as_root; then setpriv --reuid=www-data --regid=www-data --clear-groups "$@"; else "$@"; fi
}

answers() { # ADDRESS: the status line's code, or nothing
  exec 3<>"/dev/tcp/127.0.0.1/$PORT" || return 1
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$1" "$PORT" >&3
  local version code rest
  read -r -t 10 version code rest <&3 || code=
  exec 3>&-
  printf '%s' "$code"
} 2>/dev/null

check_reach() {
  as_root || return 0
  as_owner test -x "$BUILD/cgi-bin" || fail "the account www-data can't reach $BUILD, where the programs are. Move the tree to a place that everybody may enter (not below /root), or give its folders the x permission: chmod a+x."
}

make_shop() {
  [ -e "$SHOP/conf/site.cfg" ] && return
  echo "Making a demo shop in $SHOP"
  mkdir -p "$SHOP"
  if as_root; then chown www-data:www-data "$SHOP"; fi
  "$BUILD/bin/palierctl" --shop "$SHOP" init --kind demo --address "http://127.0.0.1:$PORT" >/dev/null
  "$BUILD/bin/palierctl" --shop "$SHOP" demo >/dev/null
}

running() { [ -s "$run/httpd.pid" ] && kill -0 "$(cat "$run/httpd.pid")" 2>/dev/null; }

launch() {
  running && fail "a shop is running on port $PORT already. Stop it with: make stop PORT=$PORT"
  (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null && fail "something else listens on port $PORT. Take another: make run PORT=$((PORT + 1))"
  [ ${#run} -le 80 ] || fail "the path $run is too long for the sockets in it. Move the tree to a shorter path."
  rm -rf "$run"
  mkdir -p "$run/sockets"
  # What Apache answers without us must also come from somewhere that it can reach.
  export PALIER_RUN=$run PALIER_PORT=$PORT PALIER_SHOP=$SHOP PALIER_POOL=$POOL
  export PALIER_PROGRAMS=$BUILD/cgi-bin PALIER_HTDOCS=$root/htdocs PALIER_ERRORS=$BUILD/errors PALIER_PACKED=$BUILD/packed
  local define=()
  if as_root; then
    chown www-data "$run" "$run/sockets"
    define=(-DROOT)
  fi
  # Where the programs' sanitizers report to; make check looks there.
  [ -z "${ASAN_OPTIONS:-}" ] || define+=(-DSANITIZED)
  # Its output in a file: whoever reads ours, through a pipe perhaps, would else wait for its end.
  apache2 -f "$root/conf/httpd.conf" "${define[@]}" -DFOREGROUND </dev/null >"$run/output.log" 2>&1 &
  server=$!
  for _ in $(seq 200); do
    # A file, not a program: what is started before fill isn't held by it.
    [ "$(answers /favicon.svg || true)" ] && return
    kill -0 $server 2>/dev/null || { cat "$run/output.log" "$run/error.log" >&2 2>/dev/null || true; fail "Apache didn't start; see above."; }
    sleep 0.05
  done
  fail "Apache doesn't answer on port $PORT; see $run/error.log."
}

# How many programs run under this server: children of mod_fcgid's process manager, a child of Apache.
started() { pgrep -P "$(pgrep -d , -P "$server")" -f "^$BUILD/cgi-bin/" 2>/dev/null | wc -l; }

# The pools are filled by holding as many requests of each program as it may have processes
# (data/filling, page.c): nothing else makes mod_fcgid start them before they are wanted.  Of all
# programs at once, for each request but a program's first waits a second; yet never more than Apache
# has threads for.
fill() {
  local flag=$SHOP/data/filling program address fillers=() wanted=0
  [ ! -t 1 ] || echo 'Starting the programs.'
  while read -r program address; do
    [[ $FILL = all || " $FILL " = *" $program "* ]] || continue
    [ $((${#fillers[@]} + POOL)) -le 400 ] || release
    as_owner touch "$flag"
    for _ in $(seq "$POOL"); do
      answers "$address" >/dev/null &
      fillers+=($!)
    done
    wanted=$((wanted + POOL))
  done <<'TEXT'
store /
login /login
logout /logout
captcha /captcha
subscriptions /subscriptions
upgrade /subscriptions/1/upgrade
invoices /invoices
invoice /invoices/1
account /account
help /help
article /help/upgrade
vote /help/upgrade/vote
notice /legal
support /support
new_ticket /support/new
ticket /support/1
attachment /support/1/files/1
admin_tickets /admin/tickets
admin_ticket /admin/tickets/1
admin_articles /admin/articles
health /health
TEXT
  release
  [ "$(started)" -ge $wanted ] || echo "serve.sh: $(started) of $wanted programs have started; the others start when they are wanted." >&2
}

release() { # the requests that fill holds, when their programs have started
  for _ in $(seq 160); do
    [ "$(started)" -lt $wanted ] || break
    sleep 0.05
  done
  as_owner rm -f "$flag"
  [ ${#fillers[@]} -eq 0 ] || wait "${fillers[@]}" || true
  fillers=()
}

announce() {
  [ "$(answers /health)" = 200 ] || echo "serve.sh: not all is well; see http://127.0.0.1:$PORT/health" >&2
  cat <<TEXT

  The shop is at http://127.0.0.1:$PORT/

TEXT
  if grep -q '^kind = "demo"' "$SHOP/conf/site.cfg" 2>/dev/null; then
    cat <<'TEXT'
  Sign in as essentials@example.com, advanced@example.com or premium@example.com;
  the password is demo-palier-2026. studio@example.com has several subscriptions.

TEXT
  fi
}

stop() {
  running || { echo "No shop runs on port $PORT."; return; }
  local pid
  pid=$(cat "$run/httpd.pid")
  kill -TERM "$pid"
  for _ in $(seq 200); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  kill -0 "$pid" 2>/dev/null && fail "Apache (process $pid) doesn't end; see $run/error.log."
  rm -rf "$run"
}

case ${1:-} in
run)
  check_reach
  make_shop
  trap 'trap - EXIT; stop; exit 0' INT TERM
  trap 'stop' EXIT
  launch
  fill
  announce
  echo "  Ctrl-C stops it."
  wait $server
  ;;
start)
  check_reach
  make_shop
  launch
  fill
  disown
  announce
  ;;
stop) stop ;;
*) usage ;;
esac
