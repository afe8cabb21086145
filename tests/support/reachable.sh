#!/usr/bin/env bash
# reachable.sh COMMAND… - runs a command in this tree, or in a copy of it where need be.
#
# As root, the shop's programs run as www-data, who must be able to reach them.  A tree in a closed
# folder, below /root or a temporary one, is therefore tested in a copy that is open.
set -euo pipefail

as_visitor() { setpriv --reuid=www-data --regid=www-data --clear-groups "$@" 2>/dev/null; }

if [ "$(id -u)" -ne 0 ] || as_visitor test -x "$PWD/lib/tools/serve.sh" -a -r "$PWD/htdocs/palier.css"; then
  exec "$@"
fi
copy=$(mktemp -d /tmp/palier.XXXXXX)
trap 'rm -rf "$copy"' EXIT
echo "The account www-data can't reach $PWD; the tests run in a copy of it, $copy."
cp -a . "$copy"
chmod -R a+rX "$copy"
cd "$copy"
"$@"
