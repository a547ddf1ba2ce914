#!/bin/sh
# Is outline healthy on this node? Exit 0: yes. Exit 1: no, with a reason a container on stderr.
# Needs the Docker command line only, since nodes need not have curl or nc.
set -u

failed=0
for container in outline outline-postgres outline-redis; do
  state=$(docker inspect --type container \
    --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}no-check{{end}}' \
    "$container" 2>/dev/null) || state=missing
  if [ "$state" != "running healthy" ]; then
    echo "$container: $state" >&2
    failed=1
  fi
done
exit "$failed"
