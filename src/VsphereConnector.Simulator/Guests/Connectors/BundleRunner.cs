using System.Text;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Guests.Processes;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>Plays the runner script of an installation bundle, step by step as the script does it, and starts the connector for real.</summary>
internal static class BundleRunner
{
    private const int Executable = 0b111_000_000;
    private const int Private = 0b110_000_000;
    private const int CannotBeExecuted = 126;
    private static readonly string[] OtherFolders = ["/tmp", "/var/tmp", "/usr/local"];

    public static async Task<int> RunAsync(ProgramRun run, string bundle, byte[] content)
    {
        var work = bundle[..bundle.LastIndexOf('/')];
        var files = run.Guest.Files;
        try
        {
            files.MakeDirectory($"{work}/{InstallSpool.StartedMarker}", run.Process.Account, Executable, parents: false);
        }
        catch (FileSystemException)
        {
            return 0;
        }

        var output = $"{work}/{InstallSpool.OutputFile}";
        var spool = files.Write(output, [], run.Process.Account, Private);
        await using var log = new GuestFileStream(files, spool, output, writing: true, run.Process);
        var installation = new BundleInstallation(run, work, bundle, log);
        return await installation.FinishAsync(await installation.InstallAsync(content));
    }

    /// <summary>One run: its folders and what it has printed.</summary>
    private sealed class BundleInstallation(ProgramRun run, string work, string bundle, GuestFileStream log)
    {
        private Guid _runId;
        private string? _place;

        private SimulatedFileSystem Files => run.Guest.Files;

        public async Task<int> InstallAsync(byte[] content)
        {
            var head = new BundleHead(content);
            _runId = head.RunId;
            if (run.Guest.Profile.Architecture != head.Architecture)
                return Say($"This machine is {run.Guest.Profile.Architecture}; the program is for {head.Architecture}.", InstallExitCodes.WrongArchitecture);
            if (TryRead(content) is not { } parts)
                return Say($"The upload is not whole: {content.Length} bytes arrived.", InstallExitCodes.Damaged);
            if (!FindPlace())
                return Say("No folder was found that programs can be started from.", InstallExitCodes.NotExecutable);
            try
            {
                return Unpack(parts) ? await StartAsync() : Say("The program is not what was sent: its SHA-256 differs.", InstallExitCodes.Damaged);
            }
            catch (FileSystemException e) when (e.Failure == FileFailure.NoSpace)
            {
                return Say($"Not enough room in {_place}.", InstallExitCodes.DiskFull);
            }
            catch (OperationCanceledException) when (run.Process.IsRunning)
            {
                return Say("Ended by a signal; what was made has been taken back.", 143);
            }
        }

        public async Task<int> FinishAsync(int exitCode)
        {
            Delete(bundle);
            if (_place is not null)
            {
                Delete($"{_place}/vlink");
                Delete($"{_place}/settings.json");
                if (_place != work)
                    Files.DeleteDirectory(_place, run.Process.Account, recursive: true);
            }

            await log.FlushAsync(CancellationToken.None);
            var printed = Encoding.UTF8.GetString(Files.Read($"{work}/{InstallSpool.OutputFile}", run.Process.Account).AsSpan()[^Math.Min((int)log.Length, 65536)..]);
            var done = new InstallSpool(_runId, exitCode, run.Process.Account.Name, printed) { Left = [.. FindOthers()] }.Format();
            Files.Write($"{work}/{InstallSpool.DoneMarker}", Encoding.UTF8.GetBytes(done), run.Process.Account, Private);
            return exitCode;
        }

        private IEnumerable<string> FindOthers() =>
            from folder in OtherFolders.Prepend(Locations.TempFolder).Prepend(work[..work.LastIndexOf('/')]).Distinct()
            where Files.Find(folder) is { IsDirectory: true }
            from other in Files.List(folder, run.Process.Account)
            where other.IsDirectory && RunNames.OfFolder(other.Name) is { } id && id != _runId
            select $"{folder}/{other.Name}";

        private int Say(string line, int exitCode)
        {
            log.Write(Encoding.UTF8.GetBytes(line + "\n"));
            return exitCode;
        }

        private static InstallBundleContent? TryRead(byte[] content)
        {
            try
            {
                return InstallBundle.Read(content);
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }

        private bool FindPlace()
        {
            if (!Files.IsNoExec(work))
            {
                _place = work;
                return true;
            }

            Say($"{work} does not let programs start (mounted noexec?); trying elsewhere.", 0);
            foreach (var folder in OtherFolders.Where(folder => Files.Find(folder) is { IsDirectory: true } && !Files.IsNoExec(folder)))
            {
                var place = $"{folder}/{RunNames.Folder(_runId)}";
                try
                {
                    Files.MakeDirectory(place, run.Process.Account, Executable, parents: false);
                }
                catch (FileSystemException)
                {
                    continue;
                }

                _place = place;
                Say($"Using {_place} instead.", 0);
                return true;
            }

            return false;
        }

        private bool Unpack(InstallBundleContent parts)
        {
            if (run.Guest.Unpacked.Unpack(parts.Packed) is not { } program)
                return false;
            Files.Write($"{_place}/settings.json", BundleHead.Settings(parts), run.Process.Account, Private);
            Files.Write($"{_place}/vlink", program.Content, run.Process.Account, Executable);
            return program.Sha256 == parts.Sha256;
        }

        private async Task<int> StartAsync()
        {
            var child = run.Guest.Processes.Start(new ProgramStart
            {
                Program = $"{_place}/vlink",
                Arguments = ["install", "--settings", $"{_place}/settings.json"],
                Account = run.Process.Account,
                WorkingDirectory = run.Start.WorkingDirectory,
                Environment = run.Start.Environment,
                Parent = run.Process,
                Output = new UndisposedStream(log),
                Error = new UndisposedStream(log),
            });
            await using var ending = run.Cancellation.Register(() => ProcessTable.End(child, force: !run.Process.IsRunning));
            var status = await child.Exited;
            run.Cancellation.ThrowIfCancellationRequested();
            return status is CannotBeExecuted or 127 ? Say("The program does not start here.", InstallExitCodes.CannotStart) : status;
        }

        private void Delete(string path)
        {
            if (Files.Find(path, followLink: false) is not null)
                Files.DeleteFile(path, run.Process.Account);
        }
    }
}
