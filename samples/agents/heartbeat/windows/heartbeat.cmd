@echo off
rem Writes the time every few seconds, by what every Windows has.
echo started
:beat
echo %DATE% %TIME%>beat.txt
ping -n 6 127.0.0.1 >nul
goto beat
