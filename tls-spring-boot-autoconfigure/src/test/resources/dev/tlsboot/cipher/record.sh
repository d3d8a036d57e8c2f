#!/usr/bin/env bash
# Asks the installed OpenSSL for its answer to every expression in cipher-lists.txt, and writes them down there:
#   EXPRESSION => SUITE:SUITE...      or      EXPRESSION => error
set -euo pipefail
cd "$(dirname "$0")"
sed 's/ => .*//' cipher-lists.txt | while IFS= read -r expression; do
  answer=$(openssl ciphers -s "$expression" 2>/dev/null) || answer=error
  printf '%s => %s\n' "$expression" "$answer"
done >cipher-lists.new
mv cipher-lists.new cipher-lists.txt
