#!/usr/bin/env bash
# Makes a certificate authority: an encrypted key and a root certificate, in a new folder.
#
#   create_cert.sh -d DIR -n NAME
#
#   -d  folder to make     -n  name of the authority, as people will see it
#
# The pass-phrase is asked for, or is the first line of the file that PARLEY_PASSPHRASE_FILE names.

. "$(dirname "$0")/lib.sh"

dir='' name=''
while getopts d:n: option; do
  case $option in
  d) dir=$OPTARG ;;
  n) name=$OPTARG ;;
  *) usage ;;
  esac
done
require "$dir" "$name"
check_name "$name"
dir=${dir%/}
[ ! -e "$dir" ] || [ -z "$(ls -A "$dir")" ] || die "making an authority in \"$dir\": the folder is not empty"

ask_passphrase "New pass-phrase of the authority" confirm
[ -n "$passphrase" ] || die "making an authority: the pass-phrase is empty"

# made beside and renamed, so that there is a whole authority or none
new=$(absolute "$dir").new-$$
mkdir -p "$new/issued"
trap 'rm -rf "$new"' EXIT
target=$(absolute "$dir")
cd "$new"
cp "$scripts/openssl.cnf" openssl.cnf
: >index.txt
: >ids.txt
printf 'unique_subject = no\n' >index.txt.attr
printf '%s\n' "$(new_serial)" >serial
printf '01\n' >crlnumber
new_key ca.key
quiet with_passphrase openssl req -new -config openssl.cnf -key ca.key -passin fd:3 -utf8 -subj "$(subject_of "$name")" \
  -out root.csr || die "making the root: openssl refused"
quiet with_passphrase openssl ca -selfsign -batch -config openssl.cnf -keyfile ca.key -passin fd:3 -extensions parley_root \
  -startdate "$(two_days_ago)" -days 3650 -notext -in root.csr -out ca.crt || die "making the root: openssl refused"
openssl x509 -in ca.crt -noout 2>/dev/null || die "making the root: openssl made none"
# the root is no leaf: it is not in the books
rm -f root.csr index.txt.* serial.* issued/*
: >index.txt
printf 'unique_subject = no\n' >index.txt.attr
printf '%s\n' "$(new_serial)" >serial
write_crl
cd "$scripts"
[ ! -d "$target" ] || rmdir "$target"
mv "$new" "$target"
printf 'authority  %s\nfolder     %s\nroot       %s/ca.crt\n' "$name" "$target" "$target"
