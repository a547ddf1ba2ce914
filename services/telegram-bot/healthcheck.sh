#!/bin/sh
# Is telegram-bot healthy on this node? Exit 0: yes. Exit 1: no, with the reason on stderr.
# Needs the Docker command line only, since nodes need not have curl or nc.
set -u

state=$(docker inspect --type container \
  --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}no-check{{end}}' \
  telegram-bot 2>/dev/null) || state=missing
if [ "$state" != "running healthy" ]; then
  echo "telegram-bot: $state" >&2
  exit 1
fi
