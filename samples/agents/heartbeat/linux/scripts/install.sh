#!/bin/sh
# Runs in the agent's folder, once after it was unpacked.
mkdir -p data && echo "installed in $AGENT_FOLDER"
