#!/bin/sh
# Prepares the data folder once, then starts what it is given. Runs inside the container, before Zigbee2MQTT.
# The network key is made here and never leaves the node; it is not in git, not in the .env and not in any state.
set -eu

data=/app/data
key=$data/secret.yaml

# A network without its key: a new one would lock every paired device out, so a person has to look.
if [ -s "$data/database.db" ] && [ ! -s "$key" ] && ! grep -q '^ *network_key: *$' "$data/configuration.yaml" 2>/dev/null; then
  echo "database.db is there, but secret.yaml with the network key is not: restore the backup set zigbee2mqtt" >&2
  exit 1
fi

if [ ! -f "$data/configuration.yaml" ]; then
  if [ ! -s "$key" ]; then
    umask 077
    node -e 'console.log("network_key: [" + [...require("crypto").randomBytes(16)].join(", ") + "]")' >"$key.new"
    mv "$key.new" "$key"
  fi
  cp /bootstrap/configuration.yaml "$data/configuration.yaml"
fi

exec "$@"
