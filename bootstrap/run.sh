#!/bin/sh
# Prepares a Debian machine to be a node: every step looks first and changes only what is not so yet, so that a second run does
# nothing. Run as root on the machine: `sh bootstrap/run.sh [chelsty]`. Settings: see words.sh.
# Ends 0 when every step is done or waits for a person, 1 when one failed; the later steps are not tried then.
set -eu

folder=$(cd "$(dirname "$0")" && pwd)
kinds="steps"
for kind in "$@"; do
  case $kind in
    chelsty) kinds="$kinds $kind" ;;
    *)
      echo "unknown kind of node \"$kind\"; allowed: chelsty" >&2
      exit 1
      ;;
  esac
done
if [ "$(id -u)" != 0 ]; then
  echo "only root may prepare a machine; fix: sudo sh $0 $*" >&2
  exit 1
fi

changed=0
waiting=0
for kind in $kinds; do
  for step in "$folder/$kind"/[0-9]*.sh; do
    status=0
    sh "$folder/one.sh" "$step" || status=$?
    case $status in
      0) ;;
      2) changed=$((changed + 1)) ;;
      10) waiting=$((waiting + 1)) ;;
      *) exit 1 ;;
    esac
  done
done
echo "$changed changed, $waiting waiting for a person"
