#!/bin/sh
# Runs one step: looks, changes when it is not so yet, and looks again.
# Ends 0 when it was so already, 2 when it was changed, 10 when it waits for a person, 1 when it failed.
set -eu

name=$(basename "$1" .sh)
# shellcheck source=/dev/null
. "$(dirname "$0")/words.sh"
# shellcheck source=/dev/null
. "$1"

if check; then
  echo "ok       $name"
  exit 0
fi
status=0
(set -e; apply) || status=$?
if [ "$status" = 10 ]; then
  echo "waits    $name"
  exit 10
fi
if [ "$status" != 0 ]; then
  echo "failed   $name: it ended with status $status" >&2
  exit 1
fi
if ! check; then
  echo "failed   $name: it was done, and is not so" >&2
  exit 1
fi
echo "changed  $name"
exit 2
