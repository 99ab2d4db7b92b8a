using System.Data.Common;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.DataProtection;

namespace VsphereConnector.Server.Operations;

/// <summary>What operations must know and nobody else: encrypted in the ledger, removed when the operation ends.</summary>
internal sealed class OperationSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("operation-secrets");

    public void Add(DbConnection connection, Guid operationId, IReadOnlyDictionary<string, string> secrets)
    {
        foreach (var (name, value) in secrets)
        {
            connection.Execute(
                "INSERT INTO operation_secrets (operation_id, name, protected) VALUES (@operationId, @name, @value)",
                new { operationId, name, value = _protector.Protect(Encoding.UTF8.GetBytes(value)) });
        }
    }

    public string? Find(DbConnection connection, Guid operationId, string name) =>
        connection.QuerySingleOrDefault<byte[]>(
            "SELECT protected FROM operation_secrets WHERE operation_id = @operationId AND name = @name",
            new { operationId, name }) is { } value
            ? Encoding.UTF8.GetString(_protector.Unprotect(value))
            : null;
}
