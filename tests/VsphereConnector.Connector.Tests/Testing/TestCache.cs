using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Enrolment;
using VsphereConnector.Connector.Local;
using VsphereConnector.Connector.Network;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>A cache whose server is never asked.</summary>
internal static class TestCache
{
    public static PackageCache Of(TestMachine machine, LiveSettings live) =>
        new(machine.Files, machine.Folder, new ServerFiles(machine, machine.Folder, live, new IdentityStore(machine.Files, machine.Folder), new LocalOperations()));
}
