# The first process of a Windows guest: Wine's services end soon after the last program of a user, so one is kept running.
shut_down() {
  /usr/lib/wine/wineserver64 --kill
  exit 0
}
trap shut_down TERM

/usr/lib/wine/wineserver64 --persistent
/usr/lib/wine/wine64 cmd.exe /d /c 'ping -n 1000000 127.0.0.1 >nul' </dev/null >/dev/null 2>&1 &
/usr/lib/wine/wine64 cmd.exe /d /c 'sc query >nul' </dev/null >/dev/null 2>&1
echo booted
while :; do
  sleep 3600 &
  wait $!
done
