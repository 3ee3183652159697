#!/bin/sh
# Records the broker's memory while a consumer with unlimited prefetch, or several, read nothing:
#   stalled-consumer.sh HOST:PORT BROKER_PID [MESSAGES=1000000] [CONSUMERS=1]
# The Python must have pika (PYTHON, by default Debian's). Sizes in the table are MiB of resident memory.
set -eu

address=${1:?HOST:PORT of the broker}
pid=${2:?process id of the broker}
here=$(cd "$(dirname "$0")" && pwd)
echo "| messages | RSS before | RSS filled | RSS peak stalled | RSS consumers gone | handed over | slowest other round trip ms |"
echo "|---|---|---|---|---|---|---|"
exec "${PYTHON:-/usr/bin/python3}" "$here/stalled_consumer.py" "${address%:*}" "${address##*:}" "$pid" "${3:-1000000}" "${4:-1}"
