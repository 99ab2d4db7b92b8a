namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>
/// The file that an upload writes before it is checked and renamed. Its name comes from its content: so an upload that was broken off is
/// found again, also by another server, and never mistaken for that of another file.
/// </summary>
internal sealed record PartialFile(string Target, long Length, string Sha256)
{
    private const int HashCharacters = 16;

    public string Folder => Target[..Math.Max(1, Target.LastIndexOf('/'))];

    public string Path => $"{Folder.TrimEnd('/')}/.{Target[(Target.LastIndexOf('/') + 1)..]}.{Sha256[..HashCharacters]}.part";
}
