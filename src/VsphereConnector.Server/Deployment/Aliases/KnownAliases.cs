using System.Data.Common;
using Dapper;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Storage;
using VsphereConnector.Vim25.SingleSignOn;

namespace VsphereConnector.Server.Deployment.Aliases;

/// <summary>What this server knows of guest aliases: where it added one, and what the guests said since. The guests themselves decide.</summary>
internal sealed class KnownAliases(Database database, TimeProvider time)
{
    /// <summary>The alias to come in by; null where none is known on the machine.</summary>
    public Task<KnownAlias?> FindAsync(VirtualMachine machine, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QueryFirstOrDefault<KnownAlias>(
            "SELECT * FROM guest_aliases WHERE vcenter = @VCenter AND mo_ref = @MoRef ORDER BY refusals, accepted_at DESC",
            new { machine.VCenter, MoRef = machine.Reference.Value }),
        cancellationToken);

    /// <summary>In the order of vCenters and managed object ids.</summary>
    public Task<IReadOnlyList<KnownAlias>> ListAsync(int skip, int take, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<KnownAlias>>(
        connection => [.. connection.Query<KnownAlias>(
            "SELECT * FROM guest_aliases ORDER BY vcenter, mo_ref, account LIMIT @take OFFSET @skip", new { skip, take })],
        cancellationToken);

    /// <summary>This server added it.</summary>
    public Task AddedAsync(VirtualMachine machine, string account, SamlToken token, CancellationToken cancellationToken) =>
        NoteAsync(machine, account, token, "added_at = @now, refusals = 0", cancellationToken);

    /// <summary>The guest took a token.</summary>
    public Task AcceptedAsync(VirtualMachine machine, string account, SamlToken token, CancellationToken cancellationToken) =>
        NoteAsync(machine, account, token, "accepted_at = @now, refusals = 0", cancellationToken);

    /// <summary>The guest did not take a token. Returns the alias as it stands then.</summary>
    public Task<KnownAlias> RefusedAsync(VirtualMachine machine, string account, SamlToken token, CancellationToken cancellationToken) =>
        NoteAsync(machine, account, token, "refusals = refusals + 1", cancellationToken);

    public Task RemovedAsync(VirtualMachine machine, string account, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute(
            "DELETE FROM guest_aliases WHERE vcenter = @VCenter AND mo_ref = @MoRef AND account = @account",
            new { machine.VCenter, MoRef = machine.Reference.Value, account }),
        cancellationToken);

    private Task<KnownAlias> NoteAsync(VirtualMachine machine, string account, SamlToken token, string change, CancellationToken cancellationToken)
    {
        var values = new
        {
            machine.VCenter,
            MoRef = machine.Reference.Value,
            machine.Name,
            account,
            token.Subject,
            Issuer = token.IssuerCertificate is { } certificate ? GuestAliasView.ThumbprintOf(certificate) : "",
            now = time.GetUtcNow(),
        };
        return database.WriteAsync(connection => Note(connection, change, values), cancellationToken);
    }

    private static KnownAlias Note(DbConnection connection, string change, object values)
    {
        connection.Execute(
            """
            INSERT INTO guest_aliases (vcenter, mo_ref, name, account, subject, issuer, refusals)
            VALUES (@VCenter, @MoRef, @Name, @account, @Subject, @Issuer, 0) ON CONFLICT (vcenter, mo_ref, account) DO NOTHING
            """,
            values);
        return connection.QuerySingle<KnownAlias>(
            $"UPDATE guest_aliases SET name = @Name, {change} WHERE vcenter = @VCenter AND mo_ref = @MoRef AND account = @account RETURNING *", values);
    }
}
