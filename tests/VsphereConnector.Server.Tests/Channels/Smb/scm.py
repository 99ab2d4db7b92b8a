"""A service control manager for Samba's smbd, whose own refuses to create services.

smbd hands each connection to the pipe svcctl to whoever listens on a socket of its folder "np"; that is this program. It speaks MS-SCMR
as far as one-time services need it, and starts a service by a program that lives as long as the service does. What was asked of it is in
the file "journal" of its folder, with one line for each call; a file "refuse-NAME" there holds the error that the call ends with.

Usage: scm.py SOCKET RUNNER FOLDER
"""
import os
import socket
import struct
import subprocess
import sys
import threading

from impacket.dcerpc.v5 import rpcrt, scmr
from impacket.dcerpc.v5.dtypes import NULL

INTERFACE = ('367abb81-9844-35f1-ad32-98f038001003', '2.0')
ADMINISTRATOR = 'administrator\0'.encode('utf-16le'), b'administrator\0'
MESSAGE_MODE = struct.pack('<HH4xQ', 2, 0x05FF, 4096)
STOPPED, RUNNING = 1, 4
ACCESS_DENIED, INVALID_HANDLE, MORE_DATA = 5, 6, 234
ALREADY_RUNNING, DOES_NOT_EXIST, MARKED_FOR_DELETE, EXISTS = 1056, 1060, 1072, 1073


class Service:
    def __init__(self, name, display, path):
        self.name, self.display, self.path = name, display, path
        self.process, self.marked = None, False

    def state(self):
        return RUNNING if self.process and self.process.poll() is None else STOPPED

    def is_gone(self):
        """Marked and ended, or ended as one that has removed itself."""
        return self.state() == STOPPED and (self.marked or (self.process is not None and self.process.returncode == 0))


class Machine:
    """The services, which all connections share."""

    def __init__(self, runner, folder):
        self.runner, self.folder, self.services, self.lock = runner, folder, {}, threading.RLock()

    def find(self, name):
        service = self.services.get(name.lower())
        if service and service.is_gone():
            del self.services[name.lower()]
            return None
        return service

    def all(self):
        return [service for name in list(self.services) if (service := self.find(name))]

    def note(self, call, *words):
        """Returns the error that a test wants of this call, or 0."""
        with open(os.path.join(self.folder, 'journal'), 'a', encoding='utf-8') as journal:
            journal.write(' '.join((call,) + words) + '\n')
        try:
            with open(os.path.join(self.folder, 'refuse-' + call), encoding='utf-8') as wanted:
                return int(wanted.read())
        except FileNotFoundError:
            return 0


class Pipe(rpcrt.DCERPCServer):
    """One connection."""

    def __init__(self, machine, connection, is_administrator):
        super().__init__()
        self._sock.close()
        self._clientSock = connection
        self.machine, self.is_administrator, self.handles = machine, is_administrator, {}
        self.addCallbacks(INTERFACE, '\\PIPE\\svcctl', {
            0: self.close, 2: self.delete, 6: self.status, 12: self.create, 14: self.list, 15: self.open_manager, 16: self.open_service,
            17: self.configuration, 19: self.start})

    def serve(self):
        while (request := self.recv()) is not None:
            with self.machine.lock:
                answer = self.processRequest(request)
            if answer is not None:
                self.send(answer)

    def handle(self, target):
        handle = bytes(4) + os.urandom(16)
        self.handles[handle] = target
        return handle

    def service(self, data):
        """The service that a request's handle means, where it is still there."""
        service = self.handles.get(data[:20])
        return service if isinstance(service, Service) and self.machine.find(service.name) is service else None

    def close(self, data):
        return bytes(20) + error(0 if self.handles.pop(data[:20], None) else INVALID_HANDLE)

    def open_manager(self, data):
        return self.handle(self.machine) + error(0) if self.is_administrator else bytes(20) + error(ACCESS_DENIED)

    def create(self, data):
        request = scmr.RCreateServiceW(data)
        name, path = text(request['lpServiceName']), text(request['lpBinaryPathName'])
        problem = self.machine.note('create', name, path)
        if not problem and (there := self.machine.find(name)):
            problem = MARKED_FOR_DELETE if there.marked else EXISTS
        if problem:
            return struct.pack('<L', 0) + bytes(20) + error(problem)
        service = self.machine.services[name.lower()] = Service(name, text(request['lpDisplayName']), path)
        return struct.pack('<L', 0) + self.handle(service) + error(0)

    def open_service(self, data):
        service = self.machine.find(text(scmr.ROpenServiceW(data)['lpServiceName']))
        return self.handle(service) + error(0) if service else bytes(20) + error(DOES_NOT_EXIST)

    def start(self, data):
        service = self.service(data)
        if not service:
            return error(DOES_NOT_EXIST)
        problem = self.machine.note('start', service.name)
        if problem or service.marked or service.state() == RUNNING:
            return error(problem or (MARKED_FOR_DELETE if service.marked else ALREADY_RUNNING))
        service.process = subprocess.Popen(
            [self.machine.runner, service.name, service.path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return error(0)

    def status(self, data):
        service = self.service(data)
        state = service.state() if service else STOPPED
        return struct.pack('<7L', 0x10, state, 0, 0, 0, 0, 0) + error(0 if service else DOES_NOT_EXIST)

    def configuration(self, data):
        service, answer = self.service(data), scmr.RQueryServiceConfigWResponse()
        config = answer['lpServiceConfig']
        config['dwServiceType'], config['dwStartType'], config['dwErrorControl'], config['dwTagId'] = 0x10, 3, 1, 0
        config['lpBinaryPathName'] = service.path + '\0' if service else NULL
        config['lpLoadOrderGroup'] = config['lpDependencies'] = NULL
        config['lpServiceStartName'], config['lpDisplayName'] = 'LocalSystem\0', service.display + '\0' if service else NULL
        answer['pcbBytesNeeded'], answer['ErrorCode'] = 0, 0 if service else DOES_NOT_EXIST
        return answer.getData()

    def delete(self, data):
        service = self.service(data)
        if not service:
            return error(DOES_NOT_EXIST)
        problem = self.machine.note('delete', service.name) or (MARKED_FOR_DELETE if service.marked else 0)
        service.marked = service.marked or not problem
        return error(problem)

    def list(self, data):
        size = scmr.REnumServicesStatusW(data)['cbBufSize']
        services = self.machine.all()
        entries, strings, at = b'', b'', 36 * len(services)
        for service in services:
            name, display = ((value + '\0').encode('utf-16le') for value in (service.name, service.display))
            entries += struct.pack('<9L', at + len(strings), at + len(strings + name), 0x10, service.state(), 0, 0, 0, 0, 0)
            strings += name + display
        buffer = entries + strings
        whole = len(buffer) <= size
        data = (buffer if whole else b'').ljust(size, b'\0')
        return (struct.pack('<L', size) + data + bytes(-size % 4)
                + struct.pack('<LLLL', 0 if whole else len(buffer), len(services) if whole else 0, 0x20000, 0) + error(0 if whole else MORE_DATA))


class Messages:
    """smbd's framing of a pipe in message mode, as a socket."""

    def __init__(self, connection):
        self.connection, self.rest = connection, b''

    def recv(self, length):
        if not self.rest:
            try:
                self.rest = exactly(self.connection, *struct.unpack('<H', exactly(self.connection, 2)))
            except EOFError:
                return b''
        part, self.rest = self.rest[:length], self.rest[length:]
        return part

    def send(self, data):
        self.connection.sendall(struct.pack('<H', len(data)) + data)


def exactly(connection, length):
    data = b''
    while len(data) < length:
        part = connection.recv(length - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def text(value):
    return value.rstrip('\0')


def error(code):
    return struct.pack('<L', code)


def accept(connection):
    """The words with which smbd hands a connection over (named_pipe_auth.idl): who it is, and that it is taken."""
    request = exactly(connection, *struct.unpack('>L', exactly(connection, 4)))
    level, = struct.unpack_from('<L', request, 4)
    answer = struct.pack('<4sLL', b'NPAM', level, level) + MESSAGE_MODE + error(0)
    connection.sendall(struct.pack('>L', len(answer)) + answer)
    return any(name in request for name in ADMINISTRATOR)


def serve(machine, connection):
    with connection:
        try:
            Pipe(machine, Messages(connection), accept(connection)).serve()
        except (EOFError, ConnectionError):
            pass


def main(path, runner, folder):
    os.makedirs(folder, exist_ok=True)
    machine = Machine(runner, folder)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(20)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(machine, connection), daemon=True).start()


main(*sys.argv[1:])
