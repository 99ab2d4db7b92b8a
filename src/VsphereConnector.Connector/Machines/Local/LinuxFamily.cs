namespace VsphereConnector.Connector.Machines.Local;

/// <summary>
/// The processes that came of one that was started, but for this one, should it be among them: those of its session, those that have its family's name in their environment, and the
/// descendants of all these. Only what does all of this escapes: forks twice, takes a session of its own and clears its environment.
/// </summary>
internal static class LinuxFamily
{
    /// <summary>The variable that names the family.</summary>
    public const string Variable = "VLINK_FAMILY";

    /// <summary>More than a family grows while it is being ended.</summary>
    private const int MostRounds = 100;

    /// <summary>Ends or asks to end all of it; what is forked meanwhile, too.</summary>
    public static void Signal(int? leader, string family, int signal)
    {
        var signalled = new HashSet<int>();
        for (var round = 0; round < MostRounds; round++)
        {
            var fresh = Find(family, leader).Where(process => signalled.Add(process.Id)).ToList();
            if (fresh.Count == 0)
            {
                return;
            }

            fresh.ForEach(process => LinuxNative.Signal(process.Id, signal));
        }
    }

    public static IReadOnlyList<LinuxProcess> Find(string family, int? leader = null)
    {
        var all = LinuxProcess.All().Where(process => process.Id != Environment.ProcessId).ToList();
        var mark = $"{Variable}={family}";
        var found = all.Where(process => process.Session == leader || LinuxProcess.HasVariable(process.Id, mark)).ToDictionary(process => process.Id);
        for (var before = -1; before != found.Count;)
        {
            before = found.Count;
            foreach (var process in all.Where(process => found.ContainsKey(process.Parent)))
            {
                found.TryAdd(process.Id, process);
            }
        }

        return [.. found.Values.Where(process => !process.HasEnded)];
    }
}
