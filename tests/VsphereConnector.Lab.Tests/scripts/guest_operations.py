"""An independent client of the lab's vCenter: runs a script in a guest by guest operations, and prints what came of it.

Usage: guest_operations.py HOST PORT CERTIFICATE MACHINE, with {"user", "password", "guestUser", "guestPassword"} on standard input.
Prints one JSON object.
"""

import json
import ssl
import sys
import time
import urllib.parse
import urllib.request

from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import vim

SCRIPT = b"""#!/bin/sh
hostname > "$1/output"
id -un >> "$1/output"
exit 7
"""
DEADLINE_SECONDS = 30


def transfer(url, host, port, context, content=None):
    address = urllib.parse.urlsplit(url)
    address = address._replace(netloc=f"{host}:{port}")
    request = urllib.request.Request(address.geturl(), data=content, method="GET" if content is None else "PUT")
    with urllib.request.urlopen(request, context=context, timeout=DEADLINE_SECONDS) as answer:
        return answer.read()


def find(content, name):
    view = content.viewManager.CreateContainerView(content.rootFolder, [vim.VirtualMachine], True)
    return next(machine for machine in view.view if machine.name == name)


def ended(processes, machine, guest, pid):
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        info = processes.ListProcessesInGuest(machine, guest, [pid])[0]
        if info.endTime:
            return info
        time.sleep(0.1)
    raise TimeoutError(f"process {pid} still runs after {DEADLINE_SECONDS} s")


def main():
    host, port, certificate, name = sys.argv[1:]
    secrets = json.load(sys.stdin)
    context = ssl.create_default_context(cafile=certificate)
    session = SmartConnect(host=host, port=int(port), user=secrets["user"], pwd=secrets["password"], sslContext=context)
    try:
        content = session.RetrieveContent()
        manager = content.guestOperationsManager
        files, processes = manager.fileManager, manager.processManager
        machine = find(content, name)
        guest = vim.vm.guest.NamePasswordAuthentication(
            username=secrets["guestUser"], password=secrets["guestPassword"], interactiveSession=False)

        folder = files.CreateTemporaryDirectoryInGuest(machine, guest, "lab-", "", "/tmp")
        script = f"{folder}/script"
        url = files.InitiateFileTransferToGuest(
            machine, guest, script, vim.vm.guest.FileManager.FileAttributes(), len(SCRIPT), False)
        transfer(url, host, port, context, SCRIPT)
        spec = vim.vm.guest.ProcessManager.ProgramSpec(programPath="/bin/sh", arguments=f"{script} {folder}")
        info = ended(processes, machine, guest, processes.StartProgramInGuest(machine, guest, spec))
        listed = files.ListFilesInGuest(machine, guest, folder).files
        download = files.InitiateFileTransferFromGuest(machine, guest, f"{folder}/output")
        output = transfer(download.url, host, port, context).decode()
        files.DeleteDirectoryInGuest(machine, guest, folder, True)
        print(json.dumps({
            "output": output.split(),
            "exitCode": info.exitCode,
            "owner": info.owner,
            "files": sorted(file.path.rsplit("/", 1)[-1] for file in listed),
            "authManager": manager.authManager is not None,
            "guestFamily": machine.guest.guestFamily,
            "guestOperationsReady": machine.guest.guestOperationsReady,
            "toolsRunningStatus": machine.guest.toolsRunningStatus,
        }))
    finally:
        Disconnect(session)


main()
