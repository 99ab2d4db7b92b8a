using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Smb.Samba;

/// <summary>Hands an account to one of Samba's tools: in a file that this server's account alone can read, and that is there only until it has been read.</summary>
internal sealed class SambaLogon : IDisposable
{
    private readonly string _path;

    private SambaLogon(string path) => _path = path;

    /// <summary>The file's name in the folder.</summary>
    public string Name => Path.GetFileName(_path);

    public static SambaLogon Write(string folder, SmbTarget target)
    {
        var path = Path.Combine(folder, Path.GetRandomFileName());
        PrivateFile.Write(path, $"username={target.User}\ndomain={target.Domain}\npassword={target.Password}\n");
        return new SambaLogon(path);
    }

    public void Dispose() => File.Delete(_path);
}
