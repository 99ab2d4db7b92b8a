# A Linux guest that runs Debian's own sshd on an address of the loopback network. It is the first process of a mount and a PID namespace
# of its own, and ends with its standard input, which the test run holds open: then the kernel removes its processes, mounts and files.
# The first line of that is the password of all accounts.
# Usage: unshare --mount --pid --fork --kill-child sh ssh-guest.sh ROOTFS ADDRESS PORT PUBLIC-KEY-FILE
set -eu
rootfs=$1 address=$2 port=$3 key=$(cat "$4")
read -r password
root=/mnt/root

mount -t tmpfs -o mode=0755,size=512m guest /mnt
mkdir "$root" /mnt/upper /mnt/work
mount -t overlay -o "lowerdir=$rootfs,upperdir=/mnt/upper,workdir=/mnt/work" guest "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=0755 run "$root/run"
mount -t tmpfs -o mode=0755 dev "$root/dev"
mkdir "$root/dev/pts" "$root/dev/shm" "$root/run/sshd" "$root/small" "$root/root/.ssh"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
for node in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
  mknod -m 0666 "$root/dev/${node%% *}" c ${node#* }
done
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=1777,size=1m small "$root/small"

# asks, free, none and terminal are what their sudo does; keyboard has no other way in than the keyboard-interactive method.
for account in asks free none terminal keyboard; do
  chroot "$root" useradd --create-home --shell /bin/bash "$account"
done
for account in root asks free none terminal keyboard; do
  echo "$account:$password"
done | chroot "$root" chpasswd --crypt-method SHA256
cat >"$root/etc/sudoers.d/accounts" <<'END'
asks ALL=(ALL:ALL) ALL
free ALL=(ALL:ALL) NOPASSWD:ALL
terminal ALL=(ALL:ALL) NOPASSWD:ALL
Defaults:terminal requiretty
END
chmod 0440 "$root/etc/sudoers.d/accounts"
for home in "$root/root" "$root/home/free"; do
  mkdir -p -m 0700 "$home/.ssh"
  echo "$key" >"$home/.ssh/authorized_keys"
done
chroot "$root" chown -R free: /home/free/.ssh
chmod 0700 "$root/root/.ssh"

cat >"$root/etc/ssh/sshd_test" <<END
AddressFamily inet
ListenAddress $address
HostKey /etc/ssh/host_key
UsePAM yes
PermitRootLogin yes
LogLevel VERBOSE
Match User keyboard
  PasswordAuthentication no
  KbdInteractiveAuthentication yes
END
ssh-keygen -q -t ed25519 -N '' -C guest -f "$root/etc/ssh/host_key"

# The second one has no sftp.
chroot "$root" /usr/sbin/sshd -f /etc/ssh/sshd_test -E /var/log/sshd.log -p "$port" -o 'Subsystem sftp /usr/lib/openssh/sftp-server'
chroot "$root" /usr/sbin/sshd -f /etc/ssh/sshd_test -E /var/log/sshd.log -p "$((port + 1))" -o PidFile=none
echo "ready $(cat "$root/etc/ssh/host_key.pub")"
cat >/dev/null
