#!/usr/bin/env bash
# Writes a new revocation list, DIR/ca.crl. Do it before the old one is 30 days old, and after every revocation.
#
#   crl.sh -d DIR [-o OUT]
#
#   -d  folder of the authority    -o  write a copy there
#
# The authority's pass-phrase is asked for, or is the first line of the file that PARLEY_PASSPHRASE_FILE names.

. "$(dirname "$0")/lib.sh"

dir='' out=''
while getopts d:o: option; do
  case $option in
  d) dir=$OPTARG ;;
  o) out=$(absolute "$OPTARG") ;;
  *) usage ;;
  esac
done
require "$dir"
enter_ca "$dir"
ask_ca_passphrase
lock_ca
write_crl
if [ -n "$out" ]; then cat ca.crl >"$out"; fi
printf 'list  %s/ca.crl\n' "$PWD"
