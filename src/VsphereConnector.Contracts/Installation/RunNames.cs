namespace VsphereConnector.Contracts.Installation;

/// <summary>What the things of one run are called on a machine, so that whoever finds them there knows whose they are. The id of the run ends the name, in 32 hex digits.</summary>
public static class RunNames
{
    /// <summary>How the name of a work folder begins, which is in a temp folder.</summary>
    public const string FolderPrefix = "vlink-";

    /// <summary>How the name of a Windows service begins that starts one run.</summary>
    public const string ServicePrefix = "vlink-once-";

    /// <summary>The name of a run's work folder.</summary>
    public static string Folder(Guid run) => $"{FolderPrefix}{run:N}";

    /// <summary>The name of the Windows service that starts a run.</summary>
    public static string Service(Guid run) => $"{ServicePrefix}{run:N}";

    /// <summary>The run that a work folder is of, by its name or its path; null where it is none.</summary>
    public static Guid? OfFolder(string path) => Of(path[(path.LastIndexOfAny(['/', '\\']) + 1)..], FolderPrefix);

    /// <summary>The run that a service is for; null where it is another service.</summary>
    public static Guid? OfService(string name) => Of(name, ServicePrefix);

    // Windows keeps names as they were given, and takes them in any case.
    private static Guid? Of(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && Guid.TryParseExact(name.AsSpan(prefix.Length), "N", out var run) ? run : null;
}
