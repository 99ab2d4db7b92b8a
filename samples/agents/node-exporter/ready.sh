#!/bin/bash
# Ready once it answers with metrics. Bash alone does it: curl may not be there.
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
grep -q '^node_uname_info' <&3
