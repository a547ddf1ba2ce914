#!/bin/sh
# Is nvidia-gpu-exporter healthy on this node? Exit 0: yes. Exit 1: no, with the reason on stderr.
# Needs the Docker command line only, since nodes need not have curl or nc.
# The image has no check of its own: running is all that can be asked.
set -u

state=$(docker inspect --type container \
  --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}no-check{{end}}' \
  nvidia-gpu-exporter 2>/dev/null) || state=missing
if [ "$state" != "running no-check" ]; then
  echo "nvidia-gpu-exporter: $state" >&2
  exit 1
fi
