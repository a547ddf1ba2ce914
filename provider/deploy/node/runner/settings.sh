#!/bin/sh
# One run: makes the containers of one service what its document says, or takes them away. Placed and started by start.sh,
# detached, so that it goes on when whoever started it is gone. $1 root of the layout, $2 service, $3 run.
#
# Reads its orders from incoming-<run>/: `settings` (`key value` a line), `document.yml`, `files/` (what is placed in the project
# directory), `plan` (`verb argument` a line), `known` (ids of the containers as they were when the plan was made), `pull`,
# `services`, `checks`, `secrets`, `hidden`, `variables`, `covered` (what lies at paths that mounts and data cover), and `validate.yml`
# where that is not `document.yml`. Everything in there was checked by the provider; nothing of it is ever evaluated.
#
# Writes <service>.json (the stage, atomically), the event log, `diagnosis` (reason and last log lines, values of the env file
# blotted out) and, when the service is healthy, last-good/. Never removes a volume.
LC_ALL=C
export LC_ALL
umask 077
root=$1 service=$2 run=$3
state=$root/state/deploy
home=$state/$service
incoming=$home/incoming-$run
good=$home/last-good
directory=$root/services/$service
env_file=$root/config/$service/.env

setting() { sed -n "s/^$1 //p" "$incoming/settings"; }

project=$(setting project)
node=$(setting node)
generation=$(setting generation)
digest=$(setting digest)
by=$(setting by)
mode=$(setting mode)
# Empty for a whole run.
asked=$(setting stages)
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)
sequence=0
stage=prepare
cleared=
recovering=
kept=
aside=
