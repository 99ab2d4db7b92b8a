"""Checks a simulated vCenter with pyvmomi, a client that shares no code with it.

Usage: check.py PORT USER PASSWORD-FILE GUEST-ACCOUNT GUEST-PASSWORD-FILE
Prints one line for each check and ends with 0 when all have passed.
"""
import base64
import hashlib
import http.client
import json
import socket
import ssl
import sys
import threading
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree

from pyVim import connect
from pyVmomi import VmomiSupport, vim, vmodl

VIM25 = "{urn:vim25}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


BY_OTHER_NAMES = ("ManagedObjectReference", "LocalizedMethodFault")


class Failed(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Failed(what)


def expect_fault(fault, call, what):
    try:
        call()
    except fault as caught:
        return caught
    except Exception as other:
        raise Failed("%s: %s instead of %s" % (what, type(other).__name__, fault.__name__))
    raise Failed("%s: no fault, %s expected" % (what, fault.__name__))


class WireCheck:
    """Compares every answer with pyvmomi's table of types: each field known, and in the order of the WSDL."""

    def __init__(self):
        self.problems = set()
        self.answers = 0

    def watch(self):
        original = http.client.HTTPResponse.read
        check = self

        def read(response, *arguments):
            body = original(response, *arguments)
            if "xml" in (response.getheader("Content-Type") or "") and body.lstrip().startswith(b"<?xml"):
                check.answer(body)
            return body

        http.client.HTTPResponse.read = read

    def answer(self, body):
        try:
            root = ElementTree.fromstring(body)
        except ElementTree.ParseError:
            return
        self.answers += 1
        for element in root.iter():
            name = element.get(XSI_TYPE)
            if name and not name.startswith("xsd:") and not name.startswith("ArrayOf") and name not in BY_OTHER_NAMES:
                try:
                    self.element(element, VmomiSupport.GetWsdlType("urn:vim25", name), name)
                except KeyError:
                    self.problems.add("unknown type %s" % name)

    def element(self, element, kind, name):
        if kind is vmodl.MethodFault and not element.get(XSI_TYPE):
            names = [child.tag.replace(VIM25, "") for child in element]
            if names not in (["fault"], ["fault", "localizedMessage"]):
                self.problems.add("LocalizedMethodFault has %s" % names)
            return
        if not issubclass(kind, VmomiSupport.DataObject):
            return
        properties = [info.name for info in kind._GetPropertyList()]
        types = {info.name: info.type for info in kind._GetPropertyList()}
        last = -1
        for child in element:
            field = child.tag.replace(VIM25, "")
            if field not in types:
                self.problems.add("%s.%s is not in the WSDL" % (name, field))
                continue
            index = properties.index(field)
            if index < last:
                self.problems.add("%s.%s is out of order" % (name, field))
            last = index
            nested = types[field]
            if issubclass(nested, VmomiSupport.Array):
                nested = nested.Item
            if not child.get(XSI_TYPE):
                self.element(child, nested, VmomiSupport.GetWsdlName(nested))


class Checks:
    def __init__(self, port, user, password, account, guest_password):
        self.port, self.user, self.password = port, user, password
        self.auth = vim.vm.guest.NamePasswordAuthentication(username=account, password=guest_password, interactiveSession=False)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.context = context
        self.service = connect.SmartConnect(host="127.0.0.1", port=port, user=user, pwd=password, sslContext=context)
        self.content = self.service.RetrieveContent()
        self.vm = None

    def close(self):
        connect.Disconnect(self.service)

    def thumbprint_is_that_of_the_hosts(self):
        with socket.create_connection(("127.0.0.1", self.port)) as plain, self.context.wrap_socket(plain) as secure:
            certificate = secure.getpeercert(binary_form=True)
        seen = hashlib.sha1(certificate).hexdigest().upper()
        host = self.hosts()[0]
        expect(host.summary.config.sslThumbprint.replace(":", "") == seen, "the host shows another thumbprint")
        expect(bytes(b & 0xff for b in host.config.certificate).startswith(b"-----BEGIN"), "the host's certificate is not PEM")

    def hosts(self):
        view = self.content.viewManager.CreateContainerView(self.content.rootFolder, [vim.HostSystem], True)
        hosts = list(view.view)
        view.Destroy()
        return hosts

    def a_container_view_lists_the_machines(self):
        view = self.content.viewManager.CreateContainerView(self.content.rootFolder, [vim.VirtualMachine], True)
        machines = list(view.view)
        expect(len(machines) == 6, "%d machines in the view" % len(machines))
        view.Destroy()
        expect_fault(vmodl.fault.ManagedObjectNotFound, lambda: view.view, "a destroyed view")
        self.vm = next(machine for machine in machines if machine.name == "vm-00001")

    def whole_objects_and_single_properties_are_read(self):
        vm = self.vm
        expect(vm.config.instanceUuid == vm.summary.config.instanceUuid, "two instance UUIDs")
        expect(vm.runtime.powerState == "poweredOn", "power state")
        expect(vm.guest.guestOperationsReady is True, "guestOperationsReady")
        expect(vm.guest.net[0].macAddress == vm.config.hardware.device[0].macAddress, "MAC addresses differ")
        expect(isinstance(vm.config.hardware.device[0], vim.vm.device.VirtualVmxnet3), "type of the network card")
        expect(vm.parent.parent.name == "Datacenter", "parents")
        expect(vm.runtime.host.parent.resourcePool.vm[0] is not None, "resource pool")
        expect(self.content.about.apiType == "VirtualCenter", "about")

    def properties_come_in_pages(self):
        view = self.content.viewManager.CreateContainerView(self.content.rootFolder, [vim.VirtualMachine], True)
        spec = self.filter_spec(view, ["name", "guest.toolsRunningStatus"])
        collector = self.content.propertyCollector
        page = collector.RetrievePropertiesEx([spec], vmodl.query.PropertyCollector.RetrieveOptions(maxObjects=4))
        expect(len(page.objects) == 4 and page.token, "first page")
        rest = collector.ContinueRetrievePropertiesEx(page.token)
        expect(len(rest.objects) == 2 and not rest.token, "second page")
        expect({p.name for p in rest.objects[0].propSet} == {"name", "guest.toolsRunningStatus"}, "properties")
        bad = self.filter_spec(view, ["nonsense"])
        fault = expect_fault(vmodl.query.InvalidProperty, lambda: collector.RetrieveContents([bad]), "an unknown property")
        expect(fault.name == "nonsense", "name of the unknown property")
        view.Destroy()

    @staticmethod
    def filter_spec(view, paths):
        collector = vmodl.query.PropertyCollector
        traversal = collector.TraversalSpec(name="view", type=vim.view.ContainerView, path="view", skip=False)
        return collector.FilterSpec(
            propSet=[collector.PropertySpec(type=vim.VirtualMachine, pathSet=paths)],
            objectSet=[collector.ObjectSpec(obj=view, skip=True, selectSet=[traversal])])

    def updates_are_followed(self):
        collector = self.content.propertyCollector
        view = self.content.viewManager.CreateContainerView(self.content.rootFolder, [vim.VirtualMachine], True)
        created = collector.CreateFilter(self.filter_spec(view, ["runtime.powerState", "guest.guestOperationsReady"]), False)
        first = collector.WaitForUpdatesEx("", None)
        expect(len(first.filterSet[0].objectSet) == 6, "first update")
        none = collector.WaitForUpdatesEx(first.version, vmodl.query.PropertyCollector.WaitOptions(maxWaitSeconds=0))
        expect(none is None, "an update without a change")
        off = self.machine("vm-00002")
        worker = threading.Timer(0.2, off.PowerOff)
        worker.start()
        second = collector.WaitForUpdatesEx(first.version, vmodl.query.PropertyCollector.WaitOptions(maxWaitSeconds=20))
        worker.join()
        seen = {}
        while second is not None:
            for update in second.filterSet[0].objectSet:
                expect(update.obj == off and update.kind == "modify", "the wrong object changed")
                seen.update((change.name, change.val) for change in update.changeSet)
            second = collector.WaitForUpdatesEx(second.version, vmodl.query.PropertyCollector.WaitOptions(maxWaitSeconds=0))
        expect(seen == {"runtime.powerState": "poweredOff", "guest.guestOperationsReady": False}, "changes: %s" % seen)
        expect_fault(vmodl.query.InvalidCollectorVersion, lambda: collector.CheckForUpdates("99"), "a version from nowhere")
        created.Destroy()
        view.Destroy()

    def machine(self, name):
        found = self.content.searchIndex.FindByInventoryPath("Datacenter/vm/" + name)
        expect(found is not None, "no machine " + name)
        return found

    def searches_find_by_identity(self):
        index = self.content.searchIndex
        expect(index.FindByUuid(None, self.vm.config.instanceUuid, True, True) == self.vm, "by instance UUID")
        expect(index.FindByUuid(None, self.vm.config.uuid, True) == self.vm, "by BIOS UUID")
        expect(index.FindByUuid(None, "nowhere", True) is None, "an unknown UUID")

    def files_go_in_and_out(self):
        manager = self.content.guestOperationsManager
        files = manager.fileManager
        manager.authManager.ValidateCredentials(self.vm, self.auth)
        files.MakeDirectory(self.vm, self.auth, "/tmp/check/deep", True)
        payload = bytes(range(256)) * 300
        attributes = vim.vm.guest.FileManager.PosixFileAttributes(permissions=0o700)
        url = files.InitiateFileTransferToGuest(self.vm, self.auth, "/tmp/check/deep/data", attributes, len(payload), False)
        expect(self.transfer("PUT", url, payload)[0] == 200, "upload")
        expect(self.transfer("PUT", url, payload)[0] == 404, "the same upload once more")
        listed = files.ListFiles(self.vm, self.auth, "/tmp/check/deep").files
        expect([(f.path, f.size, f.type, f.attributes.permissions) for f in listed] == [("data", len(payload), "file", 0o700)], "listing: %s" % listed)
        info = files.InitiateFileTransferFromGuest(self.vm, self.auth, "/tmp/check/deep/data")
        expect(info.size == len(payload), "size")
        expect(self.transfer("GET", info.url)[1] == payload, "download")
        expect_fault(vim.fault.FileAlreadyExists,
                     lambda: files.InitiateFileTransferToGuest(self.vm, self.auth, "/tmp/check/deep/data", attributes, 1, False), "an existing file")
        expect_fault(vim.fault.FileNotFound, lambda: files.DeleteFile(self.vm, self.auth, "/tmp/none"), "a missing file")
        files.MoveFile(self.vm, self.auth, "/tmp/check/deep/data", "/tmp/check/moved", True)
        files.DeleteDirectory(self.vm, self.auth, "/tmp/check", True)
        expect_fault(vim.fault.FileNotFound, lambda: files.ListFiles(self.vm, self.auth, "/tmp/check"), "a deleted folder")

    def transfer(self, method, url, body=None):
        parsed = urllib.parse.urlsplit(url)
        expect(parsed.netloc == "*", "host of the transfer: " + parsed.netloc)
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context)
        connection.request(method, parsed.path + "?" + parsed.query, body, {"Content-Type": "application/octet-stream"})
        response = connection.getresponse()
        return response.status, response.read()

    def programs_run_and_report(self):
        manager = self.content.guestOperationsManager
        processes = manager.processManager
        spec = vim.vm.guest.ProcessManager.ProgramSpec(programPath="/bin/sh", arguments="-c \"echo hello > /tmp/out; exit 3\"")
        pid = processes.StartProgram(self.vm, self.auth, spec)
        info = self.ended(processes, pid)
        expect(info.exitCode == 3 and info.owner == self.auth.username, "how it ended: %s" % info)
        url = manager.fileManager.InitiateFileTransferFromGuest(self.vm, self.auth, "/tmp/out").url
        expect(self.transfer("GET", url)[1] == b"hello\n", "what it wrote")
        manager.fileManager.DeleteFile(self.vm, self.auth, "/tmp/out")
        pid = processes.StartProgram(self.vm, self.auth, vim.vm.guest.ProcessManager.ProgramSpec(programPath="/bin/sleep", arguments="600"))
        expect(processes.ListProcesses(self.vm, self.auth, [pid])[0].endTime is None, "it runs")
        processes.TerminateProcess(self.vm, self.auth, pid)
        expect(self.ended(processes, pid).exitCode == 0, "on Linux a killed program reports 0")
        expect_fault(vim.fault.FileNotFound, lambda: processes.StartProgram(
            self.vm, self.auth, vim.vm.guest.ProcessManager.ProgramSpec(programPath="/no/such", arguments="")), "a missing program")
        expect("HOME=/root" in processes.ReadEnvironmentVariable(self.vm, self.auth, ["HOME"]), "environment")

    def ended(self, processes, pid):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            info = processes.ListProcesses(self.vm, self.auth, [pid])[0]
            if info.endTime is not None:
                return info
            time.sleep(0.05)
        raise Failed("the program did not end")

    def guest_faults_have_their_types(self):
        manager = self.content.guestOperationsManager
        wrong = vim.vm.guest.NamePasswordAuthentication(username=self.auth.username, password="wrong", interactiveSession=False)
        expect_fault(vim.fault.InvalidGuestLogin, lambda: manager.authManager.ValidateCredentials(self.vm, wrong), "a wrong password")
        off = self.machine("vm-00002")
        fault = expect_fault(vim.fault.InvalidPowerState, lambda: manager.authManager.ValidateCredentials(off, self.auth), "a machine that is off")
        expect(fault.existingState == "poweredOff", "its state")
        gone = vim.VirtualMachine("vm-999999", self.service._stub)
        expect_fault(vmodl.fault.ManagedObjectNotFound, lambda: gone.name, "a machine that is not there")

    def tickets_and_aliases_stand_for_passwords(self):
        manager = self.content.guestOperationsManager
        ticket = manager.authManager.AcquireCredentials(self.vm, self.auth, None)
        manager.authManager.ValidateCredentials(self.vm, ticket)
        manager.authManager.ReleaseCredentials(self.vm, ticket)
        expect_fault(vim.fault.InvalidGuestLogin, lambda: manager.authManager.ValidateCredentials(self.vm, ticket), "a released ticket")
        aliases = manager.aliasManager
        info = vim.vm.guest.AliasManager.GuestAuthAliasInfo(
            subject=vim.vm.guest.AliasManager.GuestAuthNamedSubject(name="svc@vsphere.local"), comment="check")
        aliases.AddAlias(self.vm, self.auth, self.auth.username, True, "Q0VSVA==", info)
        listed = aliases.ListAliases(self.vm, self.auth, self.auth.username)
        expect(listed[0].aliases[0].subject.name == "svc@vsphere.local", "alias: %s" % listed)
        expect(aliases.ListMappedAliases(self.vm, self.auth)[0].username == self.auth.username, "mapped alias")
        aliases.RemoveAlias(self.vm, self.auth, self.auth.username, "Q0VSVA==", info.subject)

    def events_are_written_and_read(self):
        manager = self.content.eventManager
        filter_spec = vim.event.EventFilterSpec(
            entity=vim.event.EventFilterSpec.ByEntity(entity=self.content.rootFolder, recursion="all"), eventTypeId=["VmPoweredOffEvent", "com.example.checked"])
        collector = manager.CreateCollectorForEvents(filter_spec)
        manager.PostEvent(vim.event.EventEx(
            key=0, chainId=0, createdTime=self.service.CurrentTime(), userName="", eventTypeId="com.example.checked", severity="info",
            message="checked", objectId=self.vm._moId, objectType=vim.VirtualMachine,
            arguments=[vmodl.KeyAnyValue(key="count", value="1")]), None)
        page = collector.ReadNextEvents(100)
        expect([type(e) for e in page] == [vim.event.EventEx], "new events: %s" % page)
        expect(page[0].vm.vm == self.vm and page[0].arguments[0].value == "1", "fields of the event")
        collector.RewindCollector()
        everything = collector.ReadNextEvents(100)
        expect([type(e) for e in everything] == [vim.event.VmPoweredOffEvent, vim.event.EventEx], "all events: %s" % everything)
        expect(everything[0].key < everything[1].key, "keys grow")
        expect(len(collector.latestPage) == 2, "latest page")
        collector.DestroyCollector()
        expect(any(e.vm.name == "vm-00001" for e in manager.QueryEvents(vim.event.EventFilterSpec(eventTypeId=["VmPoweredOnEvent"]))), "query")

    def tasks_show_progress_and_end(self):
        manager = self.content.taskManager
        create = lambda: manager.CreateTask(self.vm, "com.example.install", "somebody", True, None, None)
        expect_fault(vmodl.fault.InvalidArgument, create, "a task of a type that no extension declares")
        self.content.extensionManager.RegisterExtension(vim.Extension(
            key="com.example.tasks", version="1.0.0", lastHeartbeatTime=self.service.CurrentTime(),
            description=vim.Description(label="Tasks", summary="Tasks"), taskList=[vim.Extension.TaskTypeInfo(taskID="com.example.install")]))
        task = create().task
        expect(task in manager.recentTask and task in self.vm.recentTask, "recent tasks")
        task.SetTaskState("running", None, None)
        task.UpdateProgress(40)
        expect(task.info.progress == 40 and task.info.state == "running", "progress")
        task.CancelTask()
        expect(task.info.cancelled, "cancelled")
        task.SetTaskState("error", None, vmodl.fault.InvalidArgument(msg="no", invalidProperty="x"))
        expect(isinstance(task.info.error, vmodl.fault.InvalidArgument), "error: %s" % task.info.error)
        expect(task.info.reason.userName == "somebody", "who began it")

    def custom_attributes_are_kept(self):
        manager = self.content.customFieldsManager
        field = manager.AddCustomFieldDef("Checked", vim.VirtualMachine, None, None)
        expect([(f.key, f.name, f.managedObjectType) for f in manager.field] == [(field.key, "Checked", vim.VirtualMachine)], "fields: %s" % manager.field)
        expect_fault(vim.fault.DuplicateName, lambda: manager.AddCustomFieldDef("Checked", None, None, None), "a second one of that name")
        manager.SetField(self.vm, field.key, "yes")
        expect([(v.key, v.value) for v in self.vm.customValue] == [(field.key, "yes")], "value: %s" % self.vm.customValue)
        expect(self.vm.summary.customValue[0].value == "yes", "value in the summary")
        expect_fault(vmodl.fault.InvalidArgument, lambda: manager.SetField(self.vm, 1, "yes"), "a field that is not there")
        expect_fault(vmodl.fault.InvalidArgument, lambda: manager.SetField(self.content.rootFolder, field.key, "yes"), "a field of another type")

    def clones_have_their_own_identity(self):
        task = self.vm.CloneVM_Task(self.vm.parent, "copy", vim.vm.CloneSpec(location=vim.vm.RelocateSpec(), powerOn=True, template=False))
        expect(task.info.state == "success", "clone: %s" % task.info.error)
        copy = task.info.result
        expect(copy.config.instanceUuid != self.vm.config.instanceUuid and copy.config.uuid != self.vm.config.uuid, "identities")
        expect(copy.guest.net[0].macAddress != self.vm.guest.net[0].macAddress, "MAC address")
        again = self.vm.CloneVM_Task(self.vm.parent, "copy", vim.vm.CloneSpec(location=vim.vm.RelocateSpec(), powerOn=True, template=False))
        expect(isinstance(again.info.error, vim.fault.DuplicateName), "a second copy of that name")

    def extensions_are_kept(self):
        manager = self.content.extensionManager
        extension = vim.Extension(
            key="com.example.plugin", version="1.0.0", company="Example", lastHeartbeatTime=self.service.CurrentTime(),
            description=vim.Description(label="Plugin", summary="A plugin"),
            server=[vim.Extension.ServerInfo(url="https://example.invalid/plugin.json", description=vim.Description(label="s", summary="s"),
                                             company="Example", type="MANIFEST_SERVER", adminEmail=["admin@example.invalid"], serverThumbprint="AA:BB")],
            client=[vim.Extension.ClientInfo(version="1.0.0", description=vim.Description(label="c", summary="c"), company="Example",
                                             type="vsphere-client-remote", url="https://example.invalid/plugin.json")])
        manager.RegisterExtension(extension)
        found = manager.FindExtension("com.example.plugin")
        expect(found.server[0].type == "MANIFEST_SERVER" and found.client[0].version == "1.0.0", "extension: %s" % found)
        manager.UnregisterExtension("com.example.plugin")
        expect(manager.FindExtension("com.example.plugin") is None, "an extension that was removed")
        expect_fault(vim.fault.NotFound, lambda: manager.UnregisterExtension("com.example.plugin"), "removing it again")

    def privileges_are_told(self):
        session = self.content.sessionManager.currentSession
        answer = self.content.authorizationManager.HasPrivilegeOnEntities([self.vm], session.key, ["VirtualMachine.GuestOperations.Execute"])
        expect(answer[0].privAvailability[0].isGranted, "privilege")
        fetched = self.content.authorizationManager.FetchUserPrivilegeOnEntities([self.vm], self.user)
        expect("VirtualMachine.GuestOperations.Modify" in fetched[0].privileges, "privileges")
        roles = {role.roleId: role for role in self.content.authorizationManager.roleList}
        expect(roles[-2].name == "ReadOnly" and "System.Read" in roles[-2].privilege, "roles")

    def permissions_are_kept_to(self):
        manager = self.content.authorizationManager
        context = connect.SmartConnect(host="127.0.0.1", port=self.port, user="viewer@vsphere.local", pwd=self.password, sslContext=self.context)
        viewer = context.RetrieveContent()
        vm = vim.VirtualMachine(self.vm._moId, context._stub)
        execute = lambda: viewer.guestOperationsManager.processManager.StartProgram(
            vm, self.auth, vim.vm.guest.ProcessManager.ProgramSpec(programPath="/bin/sleep", arguments="0"))
        fault = expect_fault(vim.fault.NoPermission, execute, "a program without the privilege")
        expect(fault.privilegeId == "VirtualMachine.GuestOperations.Execute" and fault.object._moId == self.vm._moId, "the fault: %s" % fault)
        role = manager.AddAuthorizationRole("runner", ["System.Read", "VirtualMachine.GuestOperations.Execute"])
        manager.SetEntityPermissions(self.vm, [vim.AuthorizationManager.Permission(
            principal="VSPHERE.LOCAL\\viewer", group=False, roleId=role, propagate=False)])
        expect(execute() > 0, "a program with the privilege")
        permissions = manager.RetrieveEntityPermissions(self.vm, False)
        expect([(p.principal, p.roleId, p.propagate) for p in permissions] == [("VSPHERE.LOCAL\\viewer", role, False)], "permissions: %s" % permissions)
        manager.RemoveEntityPermission(self.vm, "VSPHERE.LOCAL\\viewer", False)
        expect_fault(vim.fault.NoPermission, execute, "a program without the privilege again")
        connect.Disconnect(context)

    def a_client_session_is_cloned(self):
        basic = base64.b64encode(("%s:%s" % (self.user, self.password)).encode()).decode()
        status, token = self.rest("POST", "/api/session", {"Authorization": "Basic " + basic})
        expect(status == 201, "login by REST: %s" % status)
        header = {"vmware-api-session-id": token}
        path, guid = "/api/ui/vcenter/session/clone-ticket", {"vc_guid": self.content.about.instanceUuid}
        expect(self.rest("POST", path, {"vmware-api-session-id": "foreign"}, guid)[0] == 401, "a foreign session")
        expect(self.rest("POST", path, header, {"vc_guid": "another"})[0] == 404, "another vCenter")
        status, answer = self.rest("POST", path, header, guid)
        expect(status == 200, "ticket: %s" % status)
        stub = connect.SmartStubAdapter(host="127.0.0.1", port=self.port, sslContext=self.context, path="/sdk")
        sessions = vim.ServiceInstance("ServiceInstance", stub).RetrieveContent().sessionManager
        expect(sessions.CloneSession(answer["session_clone_ticket"]).userName == self.content.sessionManager.currentSession.userName, "the clone's user")
        sessions.Logout()
        expect(self.rest("DELETE", "/api/session", header)[0] == 204, "logout by REST")
        expect(self.rest("POST", path, header, guid)[0] == 401, "a session that ended")

    def rest(self, method, path, headers, body=None):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context)
        connection.request(method, path, json.dumps(body) if body else None, {**headers, "Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if text else None

    def sessions_are_cloned_and_end(self):
        manager = self.content.sessionManager
        ticket = manager.AcquireCloneTicket()
        other = connect.SmartStubAdapter(host="127.0.0.1", port=self.port, sslContext=self.context, path="/sdk")
        second = vim.ServiceInstance("ServiceInstance", other)
        expect_fault(vim.fault.InvalidLogin, lambda: second.RetrieveContent().sessionManager.CloneSession("nonsense"), "a wrong ticket")
        expect(second.RetrieveContent().sessionManager.currentSession is None, "a session before the login")
        cloned = second.RetrieveContent().sessionManager.CloneSession(ticket)
        expect(cloned.userName == manager.currentSession.userName, "user of the clone")
        expect(manager.SessionIsActive(cloned.key, cloned.userName), "the clone is active")
        second.RetrieveContent().sessionManager.Logout()
        expect(not manager.SessionIsActive(cloned.key, cloned.userName), "the clone after its logout")
        expect_fault(vim.fault.NotAuthenticated, second.CurrentTime, "a call after the logout")
        expect_fault(vim.fault.InvalidLogin, lambda: second.RetrieveContent().sessionManager.Login(self.user, "wrong", None), "a wrong password")


def first_line(path):
    with open(path, encoding="utf-8") as file:
        return file.readline().rstrip("\n")


def main(port, user, password_file, account, guest_password_file):
    wire = WireCheck()
    wire.watch()
    checks = Checks(int(port), user, first_line(password_file), account, first_line(guest_password_file))
    order = [
        "a_container_view_lists_the_machines", "thumbprint_is_that_of_the_hosts", "whole_objects_and_single_properties_are_read",
        "properties_come_in_pages", "updates_are_followed", "searches_find_by_identity", "files_go_in_and_out", "programs_run_and_report",
        "guest_faults_have_their_types", "tickets_and_aliases_stand_for_passwords", "events_are_written_and_read", "tasks_show_progress_and_end", "custom_attributes_are_kept",
        "clones_have_their_own_identity", "extensions_are_kept", "privileges_are_told", "permissions_are_kept_to",
        "a_client_session_is_cloned", "sessions_are_cloned_and_end",
    ]
    failures = 0
    for name in order:
        try:
            getattr(checks, name)()
            print("passed: " + name)
        except Exception as failure:
            failures += 1
            print("FAILED: %s: %s: %s" % (name, type(failure).__name__, failure))
    checks.close()
    for problem in sorted(wire.problems):
        print("FAILED: wire: " + problem)
    print("wire: %d answers, each field known and in its place" % wire.answers if not wire.problems else "wire: see above")
    return 1 if failures or wire.problems or wire.answers == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
