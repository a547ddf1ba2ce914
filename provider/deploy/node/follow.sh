# Says how a run is getting on. Sent as the text of `sh -c`. $1 root of the layout, $2 service, $3 run, $4 the sequence number
# that the asker has seen, $5 how many seconds to wait for a newer one.
# Prints `alive yes|no`, `record` with the record, and once the run is over `diagnosis` with what it found, in base64.
LC_ALL=C
export LC_ALL
state=$1/state/deploy
home=$state/$2
record=$state/$2.json
left=$(($5 * 4))

alive() {
  [ -f "$home/.run" ] || return 1
  ! (flock -n 8) 8<"$home/.run"
}

seen() {
  sed -n 's/.*"run":"\([^"]*\)".*"sequence":\([0-9]*\).*/\1 \2/p' "$record" 2>/dev/null
}

while alive; do
  now=$(seen)
  if [ "${now%% *}" = "$3" ] && [ "${now##* }" -gt "$4" ]; then break; fi
  [ "$left" -gt 0 ] || break
  left=$((left - 1))
  sleep 0.25 2>/dev/null || sleep 1
done
# Asked again: a run that ended in between has written its last record by now.
if alive; then living=yes; else living=no; fi
printf 'alive %s\n' "$living"
printf 'record %s\n' "$(cat "$record" 2>/dev/null)"
if [ "$living" = no ] && [ -s "$home/diagnosis" ]; then
  printf 'diagnosis %s\n' "$(tail -c 16384 "$home/diagnosis" | base64 | tr -d '\n')"
fi
