using System.Data.Common;
using System.IO.Enumeration;
using Dapper;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Enrolment;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Deployment.Offline;

/// <summary>Which endpoint a machine is that enrols by a deployment token: one that is registered, or a new one under the machine's own name.</summary>
internal static class OfflineEnrolment
{
    private const string By = "deployment token";

    /// <summary>The endpoint that the machine is, registered if need be.</summary>
    /// <exception cref="EnrolmentRefusedException">The token is not for this machine, or the machine is not who it says.</exception>
    public static RegisteredEndpoint EndpointFor(DbConnection connection, DeploymentToken token, MachineIdentity machine, DateTimeOffset now) =>
        token.EndpointId is { } id ? Bound(connection, id, machine) : ByName(connection, token, machine, now);

    private static RegisteredEndpoint Bound(DbConnection connection, Guid id, MachineIdentity machine)
    {
        var endpoint = EndpointTable.Find(connection, id) ?? throw EnrolmentRefusedException.EndpointGone();
        return ConnectorStore.Find(connection, endpoint.Subject) is { State: ConnectorState.Connected } present && !MachineIdentity.AreSame(present.Machine, machine)
            ? throw EnrolmentRefusedException.NameTaken(endpoint.Name)
            : endpoint;
    }

    private static RegisteredEndpoint ByName(DbConnection connection, DeploymentToken token, MachineIdentity machine, DateTimeOffset now)
    {
        var name = machine.HostName.Trim();
        if (!FileSystemName.MatchesSimpleExpression(token.NamePattern, name) || Guid.TryParse(name, out _))
        {
            throw EnrolmentRefusedException.OtherMachine(name, token.NamePattern!);
        }

        if (FindKnown(connection, machine) is { } known)
        {
            return known;
        }

        if (EndpointTable.FindNamed(connection, name) is not { } named)
        {
            return EndpointTable.Add(connection, Guid.CreateVersion7(now), Definition(name, machine), $"{By} {token.Id}", now);
        }

        // Names are what machines say of themselves: one that is in use already is not handed to another machine.
        return ConnectorStore.Find(connection, named.Subject) is null ? named : throw EnrolmentRefusedException.NameTaken(name);
    }

    /// <summary>The endpoint whose connector was on this very machine before.</summary>
    private static RegisteredEndpoint? FindKnown(DbConnection connection, MachineIdentity machine)
    {
        var same = connection.Query<Connector>(
            """
            SELECT * FROM connectors WHERE instance_uuid LIKE 'endpoint:%'
                AND (json_extract(machine, '$.biosUuid') = @BiosUuid OR json_extract(machine, '$.hostName') = @HostName)
            """,
            new { machine.BiosUuid, machine.HostName }).FirstOrDefault(connector => MachineIdentity.AreSame(connector.Machine, machine));
        return same?.EndpointId is { } id ? EndpointTable.Find(connection, id) : null;
    }

    private static EndpointDefinition Definition(string name, MachineIdentity machine) => new()
    {
        Name = name,
        OperatingSystem = machine.OperatingSystem == "windows" ? EndpointSystem.Windows : EndpointSystem.Linux,
        Driver = EndpointDriver.None,
    };
}
