# shellcheck shell=sh
# An upgrade would replace docker-compose 1.29.2, the only one that this node's documents are written for.
check() { apt-mark showhold | grep -qx docker-compose; }

apply() { apt-mark hold docker-compose >/dev/null; }
