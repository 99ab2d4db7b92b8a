@echo off
rem Puts the connector into this machine, or looks whether that can be done. Made for one run, started once.
rem It leaves beside itself: run.lock\ (it was started), output (what was printed) and done (how it ended).
setlocal EnableExtensions DisableDelayedExpansion
set "RUN=@RUN@"
set "ARCHITECTURE=@ARCHITECTURE@"
set "SHA256=@SHA256@"
set "PACKED_BYTES=@PACKED_BYTES@"
set "VERB=@VERB@"
set "WORK=%~dp0"
set "WORK=%WORK:~0,-1%"
set "PATH=%SystemRoot%\System32;%PATH%"

mkdir "%WORK%\run.lock" 2>nul
if errorlevel 1 exit /b 0
chcp 65001 >nul 2>&1
rem What is here is for the system, the administrators and this account alone.
icacls "%WORK%" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-3-4:(OI)(CI)F >nul 2>&1

set "HERE=x86"
if /i "%PROCESSOR_ARCHITECTURE%"=="AMD64" set "HERE=x64"
if /i "%PROCESSOR_ARCHITEW6432%"=="AMD64" set "HERE=x64"
if /i "%PROCESSOR_ARCHITECTURE%"=="ARM64" set "HERE=arm64"
if /i not "%HERE%"=="%ARCHITECTURE%" (
  echo This machine is %HERE%; the program is for %ARCHITECTURE%.> "%WORK%\output"
  set "STATUS=10"
  goto finish
)
call :arrived "%WORK%\vlink.cab"
if not "%ARRIVED%"=="%PACKED_BYTES%" (
  echo The upload is not whole: %ARRIVED% bytes arrived of %PACKED_BYTES%.> "%WORK%\output"
  set "STATUS=12"
  goto finish
)
expand "%WORK%\vlink.cab" "%WORK%\vlink.exe" > "%WORK%\output" 2>&1
if errorlevel 1 (
  echo The program could not be unpacked in %WORK%: not enough room, most often.>> "%WORK%\output"
  set "STATUS=13"
  goto finish
)
del /q "%WORK%\vlink.cab" "%WORK%\output" 2>nul
set "STATUS=1"
if exist "%WORK%\run.cancel" goto finish
if "%VERB%"=="look" goto look
"%WORK%\vlink.exe" once --folder "%WORK%" --run %RUN% --sha256 %SHA256% -- install --bundle "%~f0" >nul 2>> "%WORK%\errors"
set "STATUS=%ERRORLEVEL%"
rem The folder may be about to be removed already.
if "%STATUS%"=="0" goto clean
if exist "%WORK%\done" goto clean
:silent
type "%WORK%\errors" >> "%WORK%\output" 2>nul
echo The program does not start here (%STATUS%): Windows 10, Server 2016 or later is needed, and nothing that forbids it.>> "%WORK%\output"
set "STATUS=17"

:finish
del /q "%WORK%\vlink.exe" "%WORK%\vlink.cab" 2>nul
> "%WORK%\done.new" echo run=%RUN%
>> "%WORK%\done.new" echo exit=%STATUS%
>> "%WORK%\done.new" echo account=%USERDOMAIN%\%USERNAME%
>> "%WORK%\done.new" echo.
type "%WORK%\output" >> "%WORK%\done.new" 2>nul
move /y "%WORK%\done.new" "%WORK%\done" >nul

:clean
del /q "%WORK%\vlink.exe" "%WORK%\errors" 2>nul & del /q "%~f0" & exit /b %STATUS%

:look
"%WORK%\vlink.exe" look --bundle "%~f0" > "%WORK%\output" 2> "%WORK%\errors"
set "STATUS=%ERRORLEVEL%"
if not "%STATUS%"=="0" goto silent
goto finish

:arrived
set "ARRIVED=0"
if exist %1 set "ARRIVED=%~z1"
goto :eof
