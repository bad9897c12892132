#!/usr/bin/env bash
# Takes certificates back and writes a new revocation list.
#
#   revoke.sh -d DIR [-c REASON] ID|SERIAL
#
#   -d  folder of the authority
#   -c  keyCompromise, affiliationChanged, superseded, cessationOfOperation or unspecified (which is meant without it)
#
# An id means every certificate that was issued for it. Give the new ca.crl to everybody.
# The authority's pass-phrase is asked for, or is the first line of the file that PARLEY_PASSPHRASE_FILE names.

. "$(dirname "$0")/lib.sh"

dir='' reason=unspecified
while getopts d:c: option; do
  case $option in
  d) dir=$OPTARG ;;
  c) reason=$OPTARG ;;
  *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || usage
require "$dir" "$1"
case $reason in
unspecified) reason_option=() ;;
keyCompromise | affiliationChanged | superseded | cessationOfOperation) reason_option=(-crl_reason "$reason") ;;
*) usage ;;
esac

enter_ca "$dir"
serials=$(awk -F '\t' -v id="$1" '$1 == id { print $2 }' ids.txt)
if [ -z "$serials" ]; then
  serials=$(awk -F '\t' -v serial="$(printf %s "$1" | tr -d : | tr a-f A-F)" '$4 == serial { print $4 }' index.txt)
fi
[ -n "$serials" ] || die "revoking \"$1\": this authority issued neither such an id nor such a serial number"

ask_ca_passphrase
lock_ca
revoked=0
is_revoked() { # serial
  awk -F '\t' -v serial="$1" '$4 == serial && $1 == "R" { found = 1 } END { exit !found }' index.txt
}

for serial in $serials; do
  if is_revoked "$serial"; then continue; fi
  [ -f "issued/$serial.pem" ] || continue
  quiet with_passphrase openssl ca -config openssl.cnf -passin fd:3 ${reason_option[@]+"${reason_option[@]}"} \
    -revoke "issued/$serial.pem" || die "revoking \"$1\": openssl refused"
  is_revoked "$serial" || die "revoking \"$1\": openssl did not enter it"
  printf 'revoked  %s\n' "$serial"
  revoked=$((revoked + 1))
done
[ "$revoked" -gt 0 ] || die "revoking \"$1\": it is revoked already"
write_crl
printf 'list     %s/ca.crl\n' "$PWD"
