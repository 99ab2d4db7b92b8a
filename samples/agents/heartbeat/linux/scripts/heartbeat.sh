#!/bin/sh
# Writes the time every so many seconds. What it prints is in the connector's log of this agent.
echo "started as $$"
trap 'echo ended; exit 0' TERM
while :; do
  date +%s >data/beat
  sleep "${1:-5}" &
  wait $!
done
