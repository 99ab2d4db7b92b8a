using System.IO.Pipelines;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Guests.Processes;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>The processes of a simulated guest, as one of them sees and starts them.</summary>
internal sealed class SimulatedMachineProcesses(SimulatedGuest guest, SimulatedProcess current, IReadOnlyDictionary<string, string> environment) : IMachineProcesses
{
    public int CurrentId => current.Id;

    public DateTimeOffset StartedAt => current.StartTime;

    public IMachineProcess Start(ProcessStart start)
    {
        var output = new Pipe();
        var error = new Pipe();
        var process = Start(start, current, output.Writer.AsStream(), error.Writer.AsStream());
        return new SimulatedMachineProcess(guest, process, output.Reader, error.Reader);
    }

    public int StartDetached(ProcessStart start) => Start(start, null, Stream.Null, Stream.Null).Id;

    public string? ProgramOf(int processId) => guest.Processes.Find(processId) is { IsRunning: true } process ? process.Program : null;

    public DateTimeOffset? StartTimeOf(int processId) => guest.Processes.Find(processId) is { IsRunning: true } process ? process.StartTime : null;

    public IReadOnlyList<int> FindByName(string fileName) =>
        [.. guest.Processes.Running().Where(process => process.Name == fileName).Select(process => process.Id)];

    /// <summary>Nothing goes away from its parent here.</summary>
    public IReadOnlyList<string> FindFamily(string family) => [];

    public void EndFamily(string family)
    {
    }

    public void KillTree(int processId)
    {
        if (guest.Processes.Find(processId) is { IsRunning: true } process)
            guest.Processes.TerminateTree(process, force: true);
    }

    public void Terminate(int processId, bool force)
    {
        if (guest.Processes.Find(processId) is { IsRunning: true } process)
            ProcessTable.End(process, force);
    }

    public IReadOnlyList<string> Limit(ProcessLimits limits)
    {
        current.Limits = limits;
        return [];
    }

    private SimulatedProcess Start(ProcessStart start, SimulatedProcess? parent, Stream output, Stream error)
    {
        var account = AccountOf(start.RunAs);
        var program = guest.Locate(start.Program)
            ?? throw new ProcessStartException(ProcessStartFailure.ProgramMissing, $"There is no program '{start.Program}'.");
        if (guest.Files.Find(start.WorkingDirectory) is not { IsDirectory: true })
            throw new ProcessStartException(ProcessStartFailure.FolderMissing, $"There is no folder '{start.WorkingDirectory}'.");
        if (start.Library is { } library && guest.Files.Find(library) is not { IsDirectory: false })
            throw new ProcessStartException(ProcessStartFailure.LibraryMissing, $"There is no library '{library}'.");
        try
        {
            return guest.Processes.Start(new ProgramStart
            {
                Program = program,
                Arguments = start.Arguments,
                Account = account,
                WorkingDirectory = start.WorkingDirectory,
                Environment = environment.Concat(start.Environment).GroupBy(variable => variable.Key, StringComparer.Ordinal)
                    .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal),
                Library = start.Library,
                Parent = parent,
                Output = output,
                Error = error,
            });
        }
        catch (FileSystemException e)
        {
            throw new ProcessStartException(ProcessStartFailure.ProgramNotExecutable, $"'{program}' cannot be executed.", e);
        }
    }

    private GuestAccount AccountOf(string? runAs)
    {
        if (runAs is null || runAs == current.Account.Name)
            return current.Account;
        var account = guest.Accounts.Find(runAs) ?? throw new UnknownAccountException(runAs);
        return current.Account.IsAdministrator ? account
            : throw new ProcessStartException(ProcessStartFailure.RunAsNotPermitted, $"'{current.Account.Name}' may not start programs as '{runAs}'.");
    }

    private sealed class SimulatedMachineProcess(SimulatedGuest guest, SimulatedProcess process, PipeReader output, PipeReader error) : IMachineProcess
    {
        public int Id => process.Id;

        public Stream Output { get; } = output.AsStream();

        public Stream Error { get; } = error.AsStream();

        public Task<int> Exited => process.Exited;

        public void TerminateTree(bool force) => guest.Processes.TerminateTree(process, force);

        public async ValueTask DisposeAsync()
        {
            await output.CompleteAsync();
            await error.CompleteAsync();
        }
    }
}
