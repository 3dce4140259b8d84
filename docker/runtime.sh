#!/usr/bin/env bash
# Makes a bare Debian 12 able to run the programs: the shared libraries they
# need, and a user of their own with its data folder.
set -euo pipefail

apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
  coinor-libclp1 graphviz libgrpc++1.51 libicu72 libmicrohttpd12 libphonenumber8 libprometheus-cpp-core1.0 \
  libprotobuf32 libre2-9 libspdlog1.10 libsqlite3-0 libssl3 libtcmalloc-minimal4
rm -rf /var/lib/apt/lists/*
id caselens >/dev/null 2>&1 ||
  useradd --system --home-dir /var/lib/caselens --shell /usr/sbin/nologin caselens
install -d -o caselens -g caselens -m 700 /var/lib/caselens
for program in caselensd caselens caselens-web; do
  if ldd "$(command -v "$program")" | grep 'not found'; then exit 1; fi
done
