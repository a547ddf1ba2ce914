#!/bin/sh
# Prepares the data folder once, then starts what it is given. Runs inside the container, before Zigbee2MQTT.
# The network key is made here and never leaves the node; it is not in git, not in the .env and not in any state.
set -eu

data=${ZIGBEE2MQTT_DATA:-/app/data}
bootstrap=${BOOTSTRAP_FOLDER:-/bootstrap}

# A network that has lost its configuration or its key: new ones would lock every paired device out, so a person has to look.
lost() {
  echo "$1 is missing from $data, but a Zigbee network is there already: restore the backup set zigbee2mqtt" >&2
  exit 1
}

if [ -f "$data/configuration.yaml" ]; then
  if grep -q "network_key: *['\"]*!secret" "$data/configuration.yaml" && [ ! -s "$data/secret.yaml" ]; then
    lost "secret.yaml with the network key"
  fi
else
  if [ -s "$data/database.db" ] || [ -s "$data/coordinator_backup.json" ]; then
    lost configuration.yaml
  fi
  if [ ! -s "$data/secret.yaml" ]; then
    (
      umask 077
      node -e 'console.log("network_key: [" + [...require("crypto").randomBytes(16)].join(", ") + "]")' >"$data/secret.new"
    )
    mv "$data/secret.new" "$data/secret.yaml"
  fi
  cp "$bootstrap/configuration.yaml" "$data/configuration.yaml"
fi

exec "$@"
