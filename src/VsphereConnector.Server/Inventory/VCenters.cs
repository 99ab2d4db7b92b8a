using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Inventory;

/// <summary>The vCenters that this server may talk to.</summary>
internal sealed class VCenters(IOptions<ServerOptions> options, TimeProvider time) : IAsyncDisposable
{
    private readonly Dictionary<string, VCenter> _byName = options.Value.VCenters.ToDictionary(
        vCenter => vCenter.Name,
        vCenter => new VCenter(vCenter, options.Value.Deployment.CallTimeout, time),
        StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<VCenter> All => _byName.Values;

    public VCenter Get(string name) => _byName[name];

    public async ValueTask DisposeAsync()
    {
        foreach (var vCenter in _byName.Values)
        {
            await vCenter.DisposeAsync();
        }
    }
}
