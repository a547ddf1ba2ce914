# Stages one run on a node and starts it. Sent as the text of `sh -c`; what differs comes as arguments and on stdin, and
# nothing is ever put into this text. $1 root of the layout, $2 service, $3 run, $4 name of the runner; stdin: a tar archive.
# Prints `started`, `busy` (a run of this service is under way) or, with exit code 1, `cannot` and why.
LC_ALL=C
export LC_ALL
umask 077
state=$1/state/deploy
home=$state/$2
incoming=$home/incoming-$3
runner=$state/$4

cannot() {
  printf 'cannot %s\n' "$1"
  rm -rf "$incoming.part"
  exit 1
}

for tool in flock setsid tar awk base64; do
  command -v "$tool" >/dev/null 2>&1 || cannot "do without the program $tool, which the node does not have"
done
(umask 022; mkdir -p "$state") || cannot "make the folder $state"
mkdir -p "$home" || cannot "make the folder $home"
# Taken here and handed down: held for as long as the run, or a program it started, lives.
exec 8>>"$home/.run" || cannot "write into $home"
flock -n 8 || { echo busy; exit 0; }
# What runs left that died, or that never started.
rm -rf "$home"/incoming-*
mkdir "$incoming.part" || cannot "make the folder $incoming.part"
# `-m`: the archive carries no times of its own.
tar -xpmf - -C "$incoming.part" || cannot "unpack the deployment into $incoming.part; is the disk full?"
if [ ! -f "$runner" ]; then
  cp "$incoming.part/runner.sh" "$runner.$3" && mv "$runner.$3" "$runner" || cannot "write $runner; is the disk full?"
fi
sync
mv "$incoming.part" "$incoming" || cannot "rename $incoming.part"
: >"$home/log" || cannot "write $home/log"
# A session of its own, with nothing of this connection open: it goes on when the link is lost.
setsid nohup sh "$runner" "$1" "$2" "$3" </dev/null >>"$home/log" 2>&1 &
echo started
