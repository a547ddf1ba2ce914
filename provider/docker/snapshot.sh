# Reads everything about a node in one go. Sent to `sh -s` as it stands: nothing is ever put into this text, what differs
# comes as arguments: $1 the root of the layout, $2 `engine` or `no-engine`.
# The answer is a row of sections: `#begin NAME`, lines that never start with `#`, `#end NAME EXIT-CODE`.
LC_ALL=C
export LC_ALL
root=$1
newline='
'

section() {
  name=$1
  shift
  printf '#begin %s\n' "$name"
  "$@" </dev/null
  code=$?
  printf '\n#end %s %s\n' "$name" "$code"
}

# One JSON document a line; Go escapes line breaks inside. A thing that vanishes in between only makes the exit code 1.
engine_objects() {
  ids=$(docker ps -aq --no-trunc) || return 2
  images=$(docker images -q --no-trunc) || return 2
  networks=$(docker network ls -q --no-trunc) || return 2
  volumes=$(docker volume ls -q) || return 2
  printf '%s\n' "$ids" | xargs -r -n 400 docker inspect --type container --format 'container {{json .}}'
  printf '%s\n' "$images" | sort -u | xargs -r -n 400 docker inspect --type image --format 'image {{json .}}'
  printf '%s\n' "$networks" | xargs -r -n 400 docker inspect --type network --format 'network {{json .}}'
  printf '%s\n' "$volumes" | xargs -r -n 400 docker inspect --type volume --format 'volume {{json .}}'
  return 0
}

engine_info() { docker info --format '{{json .}}'; }

# mode uid gid user group size kind path. Paths with a line break are left out: they could pose as a line.
entries() {
  [ -d "$root" ] || return 3
  find "$root" -maxdepth 3 -type d ! -path "*$newline*" -exec stat -c '%a %u %g %U %G %s d %n' {} +
  find "$root/services" "$root/config" "$root/state/deploy" ! -path "*$newline*" -type f -exec stat -c '%a %u %g %U %G %s f %n' {} +
}

# Only what is small enough to have been placed: data that lives beside a document is not read.
sums() {
  [ -d "$root/services" ] || return 3
  find "$root/services" -type f -size -2048 ! -path "*$newline*" -exec sha256sum {} +
}

# The variables and the records of what was deployed, as they are.
contents() {
  cd "$root" || return 3
  find config state/deploy -maxdepth 2 -type f \( -name .env -o -name '*.json' \) -size -8192 -exec tar -cf - {} + | base64
}

# Where else variables and labels come from: files that are called so, and those that a document on the node names.
named_files() {
  find "$root/services" "$root/config" -maxdepth 4 -type f \( -name '*.env' -o -name '.env*' \) ! -path "*$newline*"
  for document in "$root"/services/*/docker-compose.yml; do
    [ -r "$document" ] || continue
    awk -v folder="${document%/*}" '
      function say(text) {
        sub(/^[ \t]*(- *)?(path: *)?/, "", text); sub(/[ \t]+#.*$/, "", text); gsub(/^["\047]|["\047][ \t]*$/, "", text)
        sub(/^\.\//, "", text)
        if (text ~ /^(required|format):/ || text ~ /[${}:]/ || text == "") return
        print (text ~ /^\//) ? text : folder "/" text
      }
      { match($0, /^ */); indent = RLENGTH }
      /^ *#/ || /^ *$/ { next }
      inside && (indent > level || (indent == level && $0 ~ /^ *- /)) { say($0); next }
      { inside = 0 }
      /^ *(env_file|label_file):/ {
        inside = 1; level = indent; rest = $0
        sub(/^ *(env_file|label_file): */, "", rest)
        if (rest ~ /^\[/) { gsub(/[][]/, "", rest); n = split(rest, parts, ","); for (i = 1; i <= n; i++) say(parts[i]) } else say(rest)
      }' "$document"
  done
}

# As an archive with the paths below /; 256 KiB at most each. The variables of a service by itself are in `contents`.
texts() {
  named_files | sort -u | while IFS= read -r file; do
    case ${file#"$root"/config/} in */*/*) ;; */.env) continue ;; esac
    if [ -f "$file" ] && [ -r "$file" ] && [ "$(wc -c <"$file")" -le 262144 ]; then printf '%s\n' "${file#/}"; fi
  done | (cd / && tar -cf - -T -) | base64
}

facts() {
  printf 'clock %s\n' "$(date +%s)"
  printf 'account %s\n' "$(id -un)"
  awk '$1 == "MemTotal:" || $1 == "MemAvailable:" { print tolower($1), $2 }' /proc/meminfo
  df -Pk "$root" 2>/dev/null | awk 'NR == 2 { print "disk", $4 }'
}

printf '#homelab-snapshot 1\n'
section facts facts
if [ "$2" = engine ]; then
  section objects engine_objects
  section info engine_info
fi
section entries entries
section sums sums
section contents contents
section texts texts 2>/dev/null
printf '#done\n'
