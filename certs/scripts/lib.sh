# Shared by the scripts of this folder; not run by itself. Needs bash 3.2 or newer and openssl (OpenSSL or LibreSSL).
# shellcheck shell=bash

set -euo pipefail
umask 077

# shellcheck disable=SC2034 # used by the scripts that read this file
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Wrong usage: the comment at the top of the script is its help.
usage() {
  sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

# Every one of these was given.
require() {
  local value
  for value in "$@"; do
    if [ -z "$value" ]; then usage; fi
  done
}

# Runs openssl quietly; what it says is shown only when it fails.
quiet() {
  local said
  if ! said=$("$@" 2>&1 >/dev/null); then
    printf '%s\n' "$said" >&2
    return 1
  fi
}

# Sets $passphrase. Never from an argument: other users see those.
ask_passphrase() { # prompt [confirm]
  passphrase=
  if [ -n "${PARLEY_PASSPHRASE_FILE:-}" ]; then
    [ -r "$PARLEY_PASSPHRASE_FILE" ] || die "reading the pass-phrase file \"$PARLEY_PASSPHRASE_FILE\": it cannot be read"
    IFS= read -r passphrase <"$PARLEY_PASSPHRASE_FILE" || true
    passphrase=${passphrase%$'\r'}
  elif [ -t 0 ]; then
    IFS= read -r -s -p "$1: " passphrase </dev/tty
    printf '\n' >&2
    if [ "${2:-}" = confirm ]; then
      local again
      IFS= read -r -s -p "Again: " again </dev/tty
      printf '\n' >&2
      [ "$passphrase" = "$again" ] || die "asking for the pass-phrase: the two are different"
    fi
  else
    die "asking for the pass-phrase: there is no terminal; set PARLEY_PASSPHRASE_FILE"
  fi
}

# Sets $passphrase for the authority's key, if that is encrypted.
ask_ca_passphrase() {
  passphrase=
  if grep -q ENCRYPTED ca.key; then ask_passphrase "Pass-phrase of the authority"; fi
}

# The pass-phrase reaches openssl through a pipe: no argument, no file, no environment.
with_passphrase() {
  "$@" 3< <(printf '%s\n' "$passphrase")
}

new_key() { # file; encrypted when $passphrase is set, and never on disk without
  local encryption=(-v2 aes-256-cbc)
  if openssl pkcs8 -help 2>&1 | grep -q -- '-iter'; then encryption+=(-v2prf hmacWithSHA256 -iter 600000); fi
  if [ -n "$passphrase" ]; then
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 2>/dev/null |
      with_passphrase openssl pkcs8 -topk8 "${encryption[@]}" -passout fd:3 -out "$1"
  else
    quiet openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out "$1"
  fi
}

# 128 bits, positive and always 16 octets long.
new_serial() {
  local hex
  hex=$(openssl rand -hex 16 | tr a-f A-F)
  printf '4%s' "${hex#?}"
}

# A display name as docs/specs/identity-v1.md wants it: 1 to 64 UTF-16 units, nothing that hides or reorders text.
check_name() {
  local LC_ALL=C name=$1 units
  units=$(($(printf %s "$name" | tr -d '\200-\277' | wc -c) + $(printf %s "$name" | tr -cd '\360-\367' | wc -c)))
  if [ "$units" -lt 1 ] || [ "$units" -gt 64 ]; then die "reading the name \"$name\": 1 to 64 characters are due"; fi
  case $name in
  ' '* | *' ' | *[[:cntrl:]]* | *$'\xc2'[$'\x80'-$'\x9f']* | *$'\xd8\x9c'* | *$'\xef\xbb\xbf'*) ;;
  *$'\xe2\x80'[$'\x8e'$'\x8f'$'\xa8'-$'\xae']* | *$'\xe2\x81'[$'\xa6'-$'\xa9']*) ;;
  *) return 0 ;;
  esac
  die "reading the name: it begins or ends with a space, or has characters that cannot be seen"
}

# The name as a subject for openssl's -subj.
subject_of() {
  printf '/CN=%s' "$(printf %s "$1" | sed 's/[\\\/+]/\\&/g')"
}

# Certificates begin two days early: a peer whose clock is a day slow accepts them at once.
two_days_ago() {
  date -u -d "@$(($(date +%s) - 172800))" +%y%m%d%H%M%SZ 2>/dev/null || date -u -v-2d +%y%m%d%H%M%SZ
}

absolute() {
  case $1 in
  /*) printf %s "$1" ;;
  *) printf '%s/%s' "$PWD" "$1" ;;
  esac
}

enter_ca() { # dir
  [ -f "$1/ca.crt" ] || die "opening the authority in \"$1\": there is none (\"ca.crt\" is missing)"
  cd "$1"
}

# One command at a time, "parley ca" included.
lock_ca() {
  local tries=0
  until mkdir lock 2>/dev/null; do
    if [ -n "$(find lock -prune -mmin +2 2>/dev/null)" ] || ! owner_lives; then
      mv lock "lock.$$" 2>/dev/null && rm -rf "lock.$$"
      continue
    fi
    tries=$((tries + 1))
    [ "$tries" -le 15 ] || die "working in \"$PWD\": another command is at it; if none is running, wait two minutes or remove \"$PWD/lock\""
    sleep 1
  done
  trap 'rm -rf "$PWD/lock" "$PWD"/*.new' EXIT
  printf '%s\n' "$$" >lock/pid
}

owner_lives() {
  local pid
  pid=$(cat lock/pid 2>/dev/null) || return 0
  case $pid in
  '' | *[!0-9]*) return 0 ;;
  esac
  # a process of somebody else cannot be signalled, but ps sees it
  kill -0 "$pid" 2>/dev/null || ps -p "$pid" >/dev/null 2>&1
}

write_crl() {
  quiet with_passphrase openssl ca -gencrl -config openssl.cnf -passin fd:3 -out ca.crl.new ||
    die "writing the revocation list: openssl refused"
  openssl crl -in ca.crl.new -noout 2>/dev/null || die "writing the revocation list: openssl made none"
  mv ca.crl.new ca.crl
}

new_id() {
  local id
  while :; do
    id=$((16#$(openssl rand -hex 5)))
    if [ "$id" != 0 ] && ! cut -f1 ids.txt | grep -qx "$id"; then
      printf %s "$id"
      return
    fi
  done
}

# Whoever made the request holds its key. "openssl ca" looks too, but ends with status 0 whatever it found.
check_csr() { # csr
  local text bits
  case $(openssl req -in "$1" -noout -verify 2>&1) in
  *'verify OK'*) ;;
  *) die "reading the request \"$1\": it is not signed by the key it is for" ;;
  esac
  text=$(openssl req -in "$1" -noout -text 2>/dev/null) || die "reading the request \"$1\": not a signing request in PEM"
  bits=$(printf '%s\n' "$text" | sed -n 's/.*Public-Key: (\([0-9]*\) bit).*/\1/p' | head -n 1)
  case $text in
  *'Public Key Algorithm: rsaEncryption'*) ;;
  *) bits=0 ;;
  esac
  if [ "${bits:-0}" -lt 2048 ] || [ "$bits" -gt 4096 ]; then
    die "reading the request \"$1\": key is not RSA of 2048 to 4096 bits"
  fi
}

csr_name() { # csr
  openssl req -in "$1" -noout -subject -nameopt multiline,utf8,-esc_msb,-esc_ctrl 2>/dev/null |
    sed -n 's/^ *commonName *= //p' | head -n 1
}

# Signs a request inside an authority. The name is the request's unless one is given; nothing else it asks for counts.
sign_csr() { # dir csr name out id
  local csr out name=$3 id=$5 serial
  csr=$(absolute "$2")
  out=$(absolute "$4")
  [ -r "$csr" ] || die "reading the request \"$2\": it cannot be read"
  check_csr "$csr"
  if [ -z "$name" ]; then name=$(csr_name "$csr"); fi
  check_name "$name"
  enter_ca "$1"
  openssl x509 -in ca.crt -noout -checkend 31536000 >/dev/null ||
    die "signing for \"$name\": the root expires within a year; make a new authority"
  ask_ca_passphrase
  lock_ca
  if [ -z "$id" ]; then
    id=$(new_id)
  elif ! cut -f1 ids.txt | grep -qx "$id"; then
    die "signing for id \"$id\": this authority issued no such id"
  fi
  serial=$(new_serial)
  # the id first: cut off here, an id is used up, which is harmless; the other way round it could be given out twice
  { cat ids.txt && printf '%s\t%s\t%s\n' "$id" "$serial" "$name"; } >ids.txt.new
  mv ids.txt.new ids.txt
  printf '%s\n' "$serial" >serial
  leaf_extensions "$id" >leaf.cnf.new
  quiet with_passphrase openssl ca -batch -config openssl.cnf -passin fd:3 -utf8 -subj "$(subject_of "$name")" \
    -extfile leaf.cnf.new -extensions leaf -startdate "$(two_days_ago)" -days 365 -notext -in "$csr" -out leaf.crt.new ||
    die "signing for \"$name\": openssl refused"
  # its exit status does not tell: did it make a certificate?
  openssl x509 -in leaf.crt.new -noout 2>/dev/null || die "signing for \"$name\": openssl made no certificate"
  cat leaf.crt.new ca.crt >"$out"
  printf 'id      %s\nname    %s\nserial  %s\nfile    %s (certificate, then root)\n' "$id" "$name" "$serial" "$out"
}

leaf_extensions() { # id
  cat <<EOF
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = URI:parley:$1,DNS:$1.parley.internal
EOF
}
