#!/usr/bin/env bash
# Lists what an authority has issued: id, status, last day, serial number, name.
#
#   list.sh -d DIR

. "$(dirname "$0")/lib.sh"

dir=
while getopts d: option; do
  case $option in
  d) dir=$OPTARG ;;
  *) usage ;;
  esac
done
require "$dir"
enter_ca "$dir"

awk -F '\t' -v now="$(date -u +%Y%m%d%H%M%SZ)" '
  function full(stamp) { return length(stamp) == 13 ? (substr(stamp, 1, 2) < 50 ? "20" : "19") stamp : stamp }
  function day(stamp) { return substr(stamp, 1, 4) "-" substr(stamp, 5, 2) "-" substr(stamp, 7, 2) }
  FILENAME == "ids.txt" { id[$2] = $1; name[$2] = $3; next }
  {
    status = $1 == "R" ? "revoked" : full($2) < now ? "expired" : "valid"
    printf "%-13s  %-7s  %s  %s  %s\n", ($4 in id) ? id[$4] : "-", status, day(full($2)), $4, ($4 in name) ? name[$4] : $6
  }
' ids.txt index.txt
