#!/usr/bin/env bash
# Asks the installed Node.js for the fields of every certificate here, and writes them down beside it.
set -euo pipefail
cd "$(dirname "$0")"
for certificate in *.pem; do
  node print.js "$certificate" >"${certificate%.pem}.txt"
done
