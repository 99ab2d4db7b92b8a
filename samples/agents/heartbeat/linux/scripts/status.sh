#!/bin/sh
# Ready once it has written the time.
test -s data/beat
