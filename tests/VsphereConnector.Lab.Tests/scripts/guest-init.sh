# The first process of a guest: starts the links of run level 5 and stops those of level 6, as sysvinit does. Its shell reaps
# the orphans while it waits.
mount -t proc proc /proc
[ -f /etc/machine-id ] || tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
# As an installer writes it: sudo looks the machine's own name up, and there is no name service here.
grep -qs "\s$(hostname)$" /etc/hosts || printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$(hostname)" >/etc/hosts
[ -f /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key

run_links() {
  for link in "$1"*; do
    [ -x "$link" ] && "$link" "$2"
  done
}

shut_down() {
  run_links /etc/rc6.d/K stop
  kill -TERM -1
  tries=0
  while [ "$(ps -e --no-headers | grep -vc ' \(ps\|grep\|sh\)$')" -gt 0 ] && [ $tries -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  exit 0
}
trap shut_down TERM

run_links /etc/rc5.d/S start
echo booted
while :; do
  sleep 3600 &
  wait $!
done
