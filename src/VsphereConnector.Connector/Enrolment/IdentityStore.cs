using System.Security.Cryptography;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Enrolment;

/// <summary>
/// Where the identity is kept. A renewed one lies beside the present one until the server has accepted it once: a renewal that went wrong
/// locks nobody out. What was read is kept and belongs to the store: a server that is away costs each attempt little more than its packets.
/// </summary>
internal sealed class IdentityStore(IMachineFiles files, ConnectorFolder folder) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Content, ConnectorIdentity Identity)> _read = [];

    /// <summary>The identity to show: the renewed one where there is one, and on every other attempt the old one.</summary>
    /// <exception cref="ConfigurationException">It is missing or broken.</exception>
    public (ConnectorIdentity Identity, bool IsNew) Open(int attempt)
    {
        if (int.IsEvenInteger(attempt) && Read(folder.NewIdentity) is { } renewed)
        {
            return (renewed, true);
        }

        return (Read(folder.Identity) ?? throw new ConfigurationException($"'{folder.Identity}' cannot be used. Install the connector anew."), false);
    }

    public void SaveNew(byte[] identity) => files.WriteAtomically(folder.NewIdentity, identity, FileModes.Private);

    /// <summary>The server has accepted the renewed identity.</summary>
    public void Promote()
    {
        if (files.KindOf(folder.NewIdentity) == FileKind.File)
        {
            files.Move(folder.NewIdentity, folder.Identity);
        }
    }

    public void Dispose()
    {
        foreach (var (_, identity) in _read.Values)
        {
            identity.Dispose();
        }
    }

    private ConnectorIdentity? Read(string path)
    {
        try
        {
            return files.KindOf(path) == FileKind.File ? Parse(path, files.ReadAllBytes(path)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }

    private ConnectorIdentity Parse(string path, byte[] content)
    {
        lock (_lock)
        {
            if (_read.TryGetValue(path, out var before) && before.Content.AsSpan().SequenceEqual(content))
            {
                return before.Identity;
            }

            var identity = ConnectorIdentity.Parse(content);
            _read[path] = (content, identity);
            before.Identity?.Dispose();
            return identity;
        }
    }
}
