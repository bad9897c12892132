#!/usr/bin/env bash
# Signs a person's request: assigns a free 40-bit id and issues a certificate for one year.
#
#   create_client_certificate.sh -d DIR -r REQUEST -o OUT [-n NAME] [-i ID]
#
#   -d  folder of the authority    -r  signing request, PEM      -o  file to write: certificate, then root
#   -n  display name instead of the one in the request           -i  renew: an id that this authority issued before
#
# Nothing in the request but its key and its name counts.
# The authority's pass-phrase is asked for, or is the first line of the file that PARLEY_PASSPHRASE_FILE names.

. "$(dirname "$0")/lib.sh"

dir='' request='' out='' name='' id=''
while getopts d:r:o:n:i: option; do
  case $option in
  d) dir=$OPTARG ;;
  r) request=$OPTARG ;;
  o) out=$OPTARG ;;
  n) name=$OPTARG ;;
  i) id=$OPTARG ;;
  *) usage ;;
  esac
done
require "$dir" "$request" "$out"

sign_csr "$dir" "$request" "$name" "$out" "$id"
