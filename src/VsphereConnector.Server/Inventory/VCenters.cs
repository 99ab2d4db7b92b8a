using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Inventory;

/// <summary>The vCenters that this server may talk to.</summary>
internal sealed class VCenters(IOptions<ServerOptions> options, ServiceTokens tokens, TimeProvider time) : IAsyncDisposable
{
    private readonly Dictionary<string, VCenter> _byName = options.Value.VCenters.ToDictionary(
        vCenter => vCenter.Name,
        vCenter => new VCenter(vCenter, tokens, options.Value.Deployment.CallTimeout, time),
        StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<VCenter> All => _byName.Values;

    public VCenter Get(string name) => _byName[name];

    /// <summary>The configured vCenter whose own id this is; null where none of those that answer has it. Only configured ones are ever asked.</summary>
    public async Task<VCenter?> FindAsync(Guid instanceUuid, CancellationToken cancellationToken)
    {
        if (Known(instanceUuid) is { } known)
        {
            return known;
        }

        await Task.WhenAll(All.Where(vCenter => vCenter.InstanceUuid is null).Select(vCenter => TryConnectAsync(vCenter, cancellationToken)));
        return Known(instanceUuid);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var vCenter in _byName.Values)
        {
            await vCenter.DisposeAsync();
        }
    }

    private VCenter? Known(Guid instanceUuid) =>
        All.FirstOrDefault(vCenter => Guid.TryParse(vCenter.InstanceUuid, out var own) && own == instanceUuid);

    private static async Task TryConnectAsync(VCenter vCenter, CancellationToken cancellationToken)
    {
        try
        {
            await vCenter.ConnectAsync(cancellationToken);
        }
        catch (VimException)
        {
            // One that is down does not hide the others.
        }
    }
}
