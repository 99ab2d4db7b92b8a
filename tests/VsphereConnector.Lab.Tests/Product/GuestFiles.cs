using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Product;

/// <summary>Everything that a guest has written since it was made, to see what is left of an installation.</summary>
internal static class GuestFiles
{
    // What a guest writes by itself, and the temp folder, which is the administrator's and may stay.
    private static readonly string[] NotOurs = ["var/log", "var/lib/systemd", "var/cache", "root", "var/jetpatch-temp"];

    public static async Task<IReadOnlySet<string>> ReadAsync(Guest guest, CancellationToken token)
    {
        var found = await Command.RunAsync(["find", guest.Layer, "-mindepth", "1", "-printf", "%y %P\\n"], token);
        return found.EnsureSuccess().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => IsOurs(line[2..]) && !IsFolderOfAll(line, guest))
            .ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsOurs(string path) =>
        !NotOurs.Any(folder => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal));

    // A shared folder appears in the guest's layer once something in it has changed.
    private static bool IsFolderOfAll(string line, Guest guest) =>
        line[0] == 'd' && Directory.Exists(Path.Combine(guest.SharedFiles, line[2..]));
}
