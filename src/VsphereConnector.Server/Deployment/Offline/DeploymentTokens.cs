using System.Buffers.Text;
using System.Security.Cryptography;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Deployment.Offline;

/// <summary>Tokens by which machines enrol that an administrator's own tooling installs.</summary>
internal sealed class DeploymentTokens(Database database, TimeProvider time)
{
    /// <summary>How such a token begins; others are for one installation by this server.</summary>
    public const string Prefix = "vcd_";

    /// <summary>Stands for a token that is handed over apart, and is as long as one.</summary>
    public const string Placeholder = Prefix + "the-token-of-this-package-is-in-another-fil";

    /// <summary>How long a token may be good.</summary>
    public static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(5), LongestLife = TimeSpan.FromDays(30);

    /// <summary>How many machines may enrol with one token.</summary>
    public const int MostMachines = 10_000;

    /// <summary>Makes a token of 256 random bits; it cannot be read again.</summary>
    /// <param name="namePattern">The host names that it is for; null where it is for <paramref name="endpoint"/>.</param>
    /// <param name="endpoint">The registered endpoint that it is for; null where names decide.</param>
    /// <param name="machines">How many machines may enrol with it.</param>
    /// <param name="life">How long it is good.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(string Token, DeploymentToken Known)> CreateAsync(
        string? namePattern, RegisteredEndpoint? endpoint, int machines, TimeSpan life, string by, CancellationToken cancellationToken)
    {
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        var known = new DeploymentToken
        {
            Id = Guid.CreateVersion7(now),
            NamePattern = namePattern,
            EndpointId = endpoint?.Id,
            Machines = machines,
            ExpiresAt = now + life,
            CreatedAt = now,
            CreatedBy = by,
        };
        await database.WriteAsync(connection => DeploymentTokenTable.Add(connection, known, EnrolmentTokens.Hash(token)), cancellationToken);
        return (token, known);
    }

    public Task<IReadOnlyList<DeploymentToken>> ListAsync(long before, int most, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => DeploymentTokenTable.List(connection, before, most), cancellationToken);

    /// <summary>A token and who enrolled by it; null where there is none.</summary>
    public Task<(DeploymentToken Token, IReadOnlyList<DeploymentTokenUse> Uses)?> FindAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => DeploymentTokenTable.Find(connection, id) is { } token
            ? (token, DeploymentTokenTable.Uses(connection, id))
            : ((DeploymentToken, IReadOnlyList<DeploymentTokenUse>)?)null,
        cancellationToken);

    /// <summary>False where there is none that is good still.</summary>
    public Task<bool> WithdrawAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(connection => DeploymentTokenTable.Withdraw(connection, id, now), cancellationToken);
    }
}
