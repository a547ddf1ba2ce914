#!/bin/sh
# Writes the runner's credentials once, then runs it. Forgejo learns the same secret with
# `forgejo forgejo-cli actions register` (see README.md), so no registration token is ever passed around.
set -eu

cd /data
if [ ! -s .runner ]; then
  forgejo-runner create-runner-file --instance "$FORGEJO_URL" --name "$RUNNER_NAME" --secret "$RUNNER_SECRET"
fi
exec forgejo-runner daemon --config /etc/forgejo-runner/config.yaml
