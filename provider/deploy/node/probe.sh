# What the checks before a deployment ask of a node, beyond the snapshot. Sent as the text of `sh -c`; only reads.
# $1 root of the layout, $2 seconds for each image; then words: `path P` (is it there?), `image I` (can it be pulled?), `tool T`.
# Prints one line an answer: `compose plugin|standalone VERSION`, `yes|no N` for the Nth word, `listen PROTO ADDRESS:PORT`.
LC_ALL=C
export LC_ALL
seconds=$2
shift 2
version=$(docker compose version --short </dev/null 2>/dev/null) && printf 'compose plugin %s\n' "$version"
version=$(docker-compose version --short </dev/null 2>/dev/null) && printf 'compose standalone %s\n' "$version"
for file in tcp tcp6 udp udp6; do
  # Listening TCP sockets are in state 0A, bound UDP sockets in 07.
  awk -v p="$file" 'NR > 1 && ($4 == "0A" || (p ~ /^udp/ && $4 == "07")) { print "listen", p, $2 }' "/proc/net/$file" 2>/dev/null
done
number=0
while [ $# -gt 1 ]; do
  kind=$1
  word=$2
  shift 2
  number=$((number + 1))
  case $kind in
    path) [ -e "$word" ] && answer=yes || answer=no ;;
    tool) command -v "$word" >/dev/null 2>&1 && answer=yes || answer=no ;;
    image) timeout "$seconds" docker manifest inspect "$word" </dev/null >/dev/null 2>&1 && answer=yes || answer=no ;;
    *) answer=no ;;
  esac
  printf '%s %s\n' "$answer" "$number"
done
echo done
