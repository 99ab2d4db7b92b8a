using System.Data.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Endpoints;

/// <summary>What stands against an endpoint among those that are registered.</summary>
internal static class EndpointConflicts
{
    private const int MostJumps = 8;

    /// <exception cref="RequestProblemException">Something does.</exception>
    public static void ThrowIfAny(DbConnection connection, EndpointDefinition endpoint, RegisteredEndpoint? known)
    {
        if (Find(connection, endpoint, known) is { } problem)
        {
            throw new RequestProblemException(problem);
        }
    }

    /// <param name="connection">Within the write that registers it.</param>
    /// <param name="endpoint">As it is to be.</param>
    /// <param name="known">As it is registered; null where it is new.</param>
    public static ProblemHttpResult? Find(DbConnection connection, EndpointDefinition endpoint, RegisteredEndpoint? known)
    {
        if (EndpointTable.FindNamed(connection, endpoint.Name) is { } named && named.Id != known?.Id)
        {
            return EndpointProblems.NameTaken(endpoint.Name);
        }

        if (endpoint.Address is { } address && EndpointTable.FindByAddress(connection, address, endpoint.Port, endpoint.Jump) is { } there && there.Id != known?.Id)
        {
            return EndpointProblems.AddressTaken(address, endpoint.Port, there.Name);
        }

        return endpoint.Jump is { } jump ? CheckJump(connection, endpoint, known, jump) : null;
    }

    private static ProblemHttpResult? CheckJump(DbConnection connection, EndpointDefinition endpoint, RegisteredEndpoint? known, string jump)
    {
        for (var (next, jumps) = (jump, 1); ; jumps++)
        {
            if (EndpointTable.FindNamed(connection, next) is not { Driver: EndpointDriver.Ssh } through)
            {
                return EndpointProblems.JumpUnknown(next);
            }

            if (through.Id == known?.Id || jumps > MostJumps)
            {
                return EndpointProblems.JumpsInCircle(endpoint.Name, jump);
            }

            if (through.Jump is null)
            {
                return null;
            }

            next = through.Jump;
        }
    }
}
