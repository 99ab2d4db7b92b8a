using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Product;

/// <summary>The programs as they are published, by their paths.</summary>
internal sealed record PublishedProduct(string Server, string Connector, string? WindowsConnector = null)
{
    private static PublishedProduct? Made;

    public static async Task<PublishedProduct> MakeAsync(CancellationToken token) => Made ??= new PublishedProduct(
        await LabFiles.ServerAsync(token) + "/vsphere-connector", await LabFiles.ConnectorAsync(token) + "/vlink");

    /// <summary>With the program for Windows, which not every test needs.</summary>
    public static async Task<PublishedProduct> MakeWithWindowsAsync(CancellationToken token) => Made = await MakeAsync(token) with
    {
        WindowsConnector = await LabFiles.WindowsConnectorAsync(token) + "/vlink.exe",
    };
}
