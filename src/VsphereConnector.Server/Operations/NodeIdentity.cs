namespace VsphereConnector.Server.Operations;

/// <summary>The name under which this server holds leases; kept in the data folder so that a restart finds its own work again.</summary>
internal sealed record NodeIdentity(string Id)
{
    private const string FileName = "node-id";

    public static NodeIdentity Load(string dataFolder)
    {
        var path = Path.Combine(dataFolder, FileName);
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path).Trim(), out var known))
        {
            return new NodeIdentity(known.ToString());
        }

        var created = Guid.NewGuid().ToString();
        File.WriteAllText(path, created);
        return new NodeIdentity(created);
    }
}
