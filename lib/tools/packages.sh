#!/usr/bin/env bash
# packages.sh - installs the Debian packages that are missing: `packages.sh run` for building and
# running a shop, `packages.sh check` for the tests as well, `packages.sh bench` for measuring,
# `packages.sh fuzz` for make fuzz.  Does nothing when all are there.
set -euo pipefail

# Wanted under a command's name, since some machines have them from elsewhere: command=package.
commands_run=(gcc=gcc make=make protoc-c=protobuf-c-compiler msgfmt=gettext awk=mawk apache2=apache2-bin pgrep=procps)
packages_run=(libc6-dev libdb5.3-dev libfcgi-dev libsodium-dev libconfig-dev libjansson-dev
  libcurl4-openssl-dev libprotobuf-c-dev libprotobuf-dev libcmark-dev libsqlite3-dev libapache2-mod-fcgid media-types tzdata
  libzxcvbn-dev python3-zxcvbn)

commands_bench=(node=nodejs wrk=wrk)
[ -z "${PROFILE:-}" ] || commands_bench+=(perf=linux-perf)

commands_fuzz=(clang-14=clang-14)
packages_fuzz=(libclang-rt-14-dev)

# make bench is tried out, too.  The second font is the one that the style sheet's headings ask for.
commands_check=("${commands_bench[@]}" git=git npm=npm openssl=openssl chromium=chromium java=default-jre-headless groff=groff-base)
packages_check=(libcmocka-dev fonts-dejavu-core fonts-urw-base35)

case "${1:-}" in
run) ;;
check)
  commands_run+=("${commands_check[@]}")
  packages_run+=("${packages_check[@]}")
  ;;
bench) commands_run+=("${commands_bench[@]}") ;;
fuzz)
  commands_run+=("${commands_fuzz[@]}")
  packages_run+=("${packages_fuzz[@]}")
  ;;
*)
  echo "usage: packages.sh run|check|bench|fuzz    e.g. lib/tools/packages.sh run" >&2
  exit 2
  ;;
esac

missing=()
for pair in "${commands_run[@]}"; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
done
for package in "${packages_run[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || {
  echo "packages.sh: this machine isn't a Debian one. Install these, then try again: ${missing[*]}" >&2
  exit 1
}
become=()
if [ "$(id -u)" -ne 0 ]; then
  become=(sudo)
  command -v sudo >/dev/null || {
    echo "packages.sh: some packages are missing. As root, run: apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  }
fi
echo "Installing ${missing[*]}"
"${become[@]}" apt-get update -q
"${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
