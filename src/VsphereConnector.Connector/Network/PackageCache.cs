using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Operations;

namespace VsphereConnector.Connector.Network;

/// <summary>The packages that this endpoint has of its server. One that is in use is never dropped.</summary>
internal sealed class PackageCache(IMachineFiles files, ConnectorFolder folder, ServerFiles server)
{
    private readonly OneAtATime _fetching = new();
    private readonly Lock _counting = new();
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);

    /// <summary>A package, to be disposed after its use; it is fetched where it is not there, and its hash is checked either way.</summary>
    /// <exception cref="OperationFailedException">It cannot be had.</exception>
    public async Task<CachedPackage> FetchAsync(string sha256, CancellationToken cancellationToken)
    {
        Count(sha256, 1);
        try
        {
            return new(await _fetching.RunAsync(() => server.FetchPackageAsync(sha256, cancellationToken), cancellationToken), () => Count(sha256, -1));
        }
        catch
        {
            Count(sha256, -1);
            throw;
        }
    }

    /// <summary>Drops a package that nobody uses.</summary>
    public void Forget(string sha256)
    {
        lock (_counting)
        {
            if (!_users.ContainsKey(sha256))
            {
                files.Delete(PathOf(sha256));
            }
        }
    }

    /// <summary>Drops what nobody uses, but for these.</summary>
    public void ForgetAllBut(IEnumerable<string> wanted)
    {
        lock (_counting)
        {
            foreach (var name in files.List(folder.Packages).Except(wanted, StringComparer.Ordinal).Where(name => !_users.ContainsKey(name.Split('.')[0])))
            {
                files.Delete(PathOf(name));
            }
        }
    }

    private void Count(string sha256, int change)
    {
        lock (_counting)
        {
            if ((_users[sha256] = _users.GetValueOrDefault(sha256) + change) == 0)
            {
                _users.Remove(sha256);
            }
        }
    }

    private string PathOf(string name) => ConnectorFolder.Join(folder.Packages, name);
}

/// <summary>A package in the cache while it is used.</summary>
internal sealed class CachedPackage(string path, Action release) : IDisposable
{
    public string Path => path;

    public void Dispose() => release();
}
