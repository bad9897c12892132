#!/usr/bin/env bash
# Signs the request of a hub or a server: assigns a free 40-bit id and issues a certificate for one year.
#
#   create_certificate.sh -d DIR -r REQUEST -o OUT [-n NAME] [-i ID]
#
#   -d  folder of the authority    -r  signing request, PEM      -o  file to write: certificate, then root
#   -n  display name instead of the one in the request           -i  renew: an id that this authority issued before
#
# A hub is a peer like any other, so its certificate has the same profile as a person's.
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
