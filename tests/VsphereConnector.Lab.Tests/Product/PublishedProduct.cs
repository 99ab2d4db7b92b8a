using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Product;

/// <summary>The programs as they are published, by their paths.</summary>
internal sealed record PublishedProduct(string Server, string Connector)
{
    private static PublishedProduct? Made;

    public static async Task<PublishedProduct> MakeAsync(CancellationToken token) => Made ??= new PublishedProduct(
        await LabFiles.ServerAsync(token) + "/vsphere-connector", await LabFiles.ConnectorAsync(token) + "/vlink");
}
