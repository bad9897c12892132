#!/usr/bin/env bash
# Makes a private key and a signing request for a person, a hub or a server.
#
#   create_key_csr.sh -n NAME -o FILE
#
#   -n  display name       -o  FILE.key and FILE.csr are made
#
# The key is encrypted under a pass-phrase, which is asked for, or is the first line of the file that
# PARLEY_PASSPHRASE_FILE names. An empty one leaves the key unencrypted. Send FILE.csr to the authority; keep FILE.key.

. "$(dirname "$0")/lib.sh"

name='' out=''
while getopts n:o: option; do
  case $option in
  n) name=$OPTARG ;;
  o) out=$OPTARG ;;
  *) usage ;;
  esac
done
require "$name" "$out"
check_name "$name"
for file in "$out.key" "$out.csr"; do
  [ ! -e "$file" ] || die "making \"$file\": it exists already"
done

ask_passphrase "Pass-phrase of the new key (empty for none)" confirm
trap 'rm -f "$out.key.new" "$out.csr.new"' EXIT
new_key "$out.key.new"
quiet with_passphrase openssl req -new -config "$scripts/openssl.cnf" -sha256 -key "$out.key.new" -passin fd:3 -utf8 \
  -subj "$(subject_of "$name")" -out "$out.csr.new" || die "making the request: openssl refused"
mv "$out.key.new" "$out.key"
mv "$out.csr.new" "$out.csr"
printf 'key      %s.key\nrequest  %s.csr\n' "$out" "$out"
