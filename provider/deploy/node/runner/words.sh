# Words for others: the record, the events, and text without secrets.

# Text for the inside of a JSON string: ASCII only, no control characters, at most 700 bytes.
json() {
  printf '%s' "$1" | tr '\n\t' '  ' | tr '\200-\377' '?' | tr -cd '\040-\176' | cut -c1-700 | tr -d '\n' | sed 's/\\/\\\\/g; s/"/\\"/g'
}

# Blots out the lines of `hidden`, which has every form of every value, the longest first: the provider makes them, in one place.
# Beside them the values of the env file and of the files that `variables` lists as they are now, in case somebody changed it since: secrets (their names are in `secrets`)
# at any length, the others from four characters on.
redact() {
  values=$env_file names=$incoming/secrets
  [ -r "$values" ] || values=/dev/null
  [ -r "$names" ] || names=/dev/null
  hidden=$incoming/hidden
  [ -r "$hidden" ] || hidden=/dev/null
  others=$incoming/variables
  [ -r "$others" ] || others=/dev/null
  awk -v others="$others" -v names="$names" -v values="$values" -v hidden="$hidden" '
    function add(text, secret) {
      if (text == "" || (!secret && length(text) < 4)) return
      if (!(text in known)) { known[text] = 1; list[++count] = text }
    }
    function both(text, secret,   inner) {
      sub(/\r$/, "", text); sub(/^[ \t]+/, "", text); sub(/[ \t]+$/, "", text)
      add(text, secret)
      inner = text
      if (inner ~ /^["\047]/) { inner = substr(inner, 2); sub(/["\047][ \t]*(#.*)?$/, "", inner) } else sub(/[ \t]+#.*$/, "", inner)
      add(inner, secret)
      # The last line of a value of several lines.
      if (inner ~ /["\047]$/) add(substr(inner, 1, length(inner) - 1), secret)
    }
    BEGIN {
      while ((getline line < names) > 0) secret[line] = 1
      while ((getline line < hidden) > 0) add(line, 1)
      listed = count
      file[0] = values
      while ((getline line < others) > 0) file[++files] = line
      for (number = 0; number <= files; number++) while ((getline line < file[number]) > 0) {
        if (line ~ /^[ \t]*#/) continue
        name = line; sub(/^[ \t]*(export[ \t]+)?/, "", name)
        at = index(name, "=")
        key = at ? substr(name, 1, at - 1) : ""; sub(/[ \t]+$/, "", key)
        if (key ~ /^[A-Za-z_][A-Za-z0-9_.-]*$/) both(substr(name, at + 1), (last = (key in secret))); else both(line, last)
      }
      # The longest first, so that no part of a value stays behind another one. What was listed is in order already.
      for (i = listed + 1; i <= count; i++) {
        text = list[i]
        for (j = i - 1; j > 0 && length(list[j]) < length(text); j--) list[j + 1] = list[j]
        list[j + 1] = text
      }
    }
    {
      rest = $0
      for (i = 1; i <= count; i++) {
        out = ""
        while (at = index(rest, list[i])) { out = out substr(rest, 1, at - 1) "(hidden)"; rest = substr(rest, at + length(list[i])) }
        rest = out rest
      }
      print substr(rest, 1, 500)
      fflush()
    }'
}

# record STAGE OUTCOME [REASON]: one line, written beside and renamed, so that nobody ever reads half of it.
record() {
  stage=$1
  sequence=$((sequence + 1))
  printf '{"version":1,"service":"%s","project":"%s","node":"%s","run":"%s","digest":"%s","mode":"%s","by":"%s","stage":"%s","outcome":"%s","started":"%s","updated":"%s","pid":%s,"boot":"%s","reason":"%s","cleared":"%s","sequence":%s}\n' \
    "$service" "$project" "$node" "$run" "$digest" "$mode" "$(json "$by")" "$1" "$2" "$started" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    "$$" "$(json "$boot")" "$(json "$(printf '%s' "$3" | redact)")" "$(json "$cleared")" "$sequence" >"$home/.record" || return 1
  chmod 644 "$home/.record"
  sync "$home/.record" 2>/dev/null || sync
  mv "$home/.record" "$state/$service.json"
}

# event TYPE SEVERITY MESSAGE: one line, one write at the end of the file, shorter than what a pipe takes at once.
event() {
  today=$(date -u +%Y-%m-%d)
  line=$(printf '{"timestamp":"%s","type":"%s","severity":"%s","node":"%s","service":"%s","source":"homelab-provider","run":"%s","mode":"%s","stage":"%s","message":"%s"}' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "$2" "$node" "$service" "$run" "$mode" "$stage" "$(json "$(printf '%s' "$3" | redact)")")
  (
    umask 022
    cd -P "$root" || exit 0
    here=$(pwd -P)
    # Containers write events, too: none of them may lead this line into another file.
    for next in events "$today" "$node"; do
      here=$here/$next
      [ -L "./$next" ] || [ -d "./$next" ] || mkdir "./$next" || exit 0
      if [ -L "./$next" ] || ! cd -P "./$next" || [ "$(pwd -P)" != "$here" ]; then printf '%s is a link: no event is written\n' "$here"; exit 0; fi
    done
    if [ -L ./events.jsonl ]; then printf '%s/events.jsonl is a link: no event is written\n' "$here"; exit 0; fi
    # A line that a power cut tore stays alone.
    if [ -s ./events.jsonl ] && [ -n "$(tail -c 1 ./events.jsonl)" ]; then line="
$line"; fi
    printf '%s\n' "$line" >>./events.jsonl
  )
}

# logged COMMAND…: its output goes, without values of the env file, into the log. Ends as the command does.
logged() {
  { "$@" </dev/null; echo $? >"$home/.code"; } 2>&1 | tee_redacted
  return "$(cat "$home/.code")"
}

tee_redacted() { redact | tee "$home/.last"; }

# The last lines of the last command's output, on one line.
last_words() { tail -n 6 "$home/.last" 2>/dev/null | tr '\n' '|' | sed 's/|$//; s/|/ | /g' | tail -c 500; }
