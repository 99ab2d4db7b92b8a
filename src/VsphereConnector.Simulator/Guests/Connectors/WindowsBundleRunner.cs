using System.Globalization;
using System.Text;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Guests.Processes;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>Plays the runner script of a Windows guest, step by step as the script does it, and starts the connector for real.</summary>
internal sealed class WindowsBundleRunner(ProgramRun run, string script, byte[] content)
{
    private const int Everything = 0b111_000_000, Private = 0b110_000_000;

    private readonly BundleHead _head = new(content);
    private readonly string _work = script[..script.LastIndexOf('\\')];

    private SimulatedFileSystem Files => run.Guest.Files;

    private string Program => In(PackedProgram.WindowsFileName);

    public async Task<int> RunAsync()
    {
        try
        {
            Files.MakeDirectory(In(InstallSpool.StartedMarker), run.Process.Account, Everything, parents: false);
        }
        catch (FileSystemException)
        {
            return 0;
        }

        var status = await InstallAsync();
        Delete(Program);
        Delete(script);
        return status;
    }

    private async Task<int> InstallAsync()
    {
        if (run.Guest.Profile.Architecture != _head.Architecture)
            return Finish($"This machine is {run.Guest.Profile.Architecture}; the program is for {_head.Architecture}.", InstallExitCodes.WrongArchitecture);
        var packed = Files.Find(In(InstallBundle.CabinetFileName)) is { IsFile: true } ? Files.Read(In(InstallBundle.CabinetFileName), run.Process.Account) : [];
        if (packed.Length.ToString(CultureInfo.InvariantCulture) != _head.PackedBytes)
            return Finish($"The upload is not whole: {packed.Length} bytes arrived of {_head.PackedBytes}.", InstallExitCodes.Damaged);
        if (!Unpack(packed))
            return Finish($"The program could not be unpacked in {_work}: not enough room, most often.", InstallExitCodes.DiskFull);
        if (Files.Find(In(InstallSpool.CancelMarker)) is not null)
            return Finish("", InstallExitCodes.Failed);
        if (_head.OnlyLooks)
            return await LookAsync();
        var status = await StartAsync("once", "--folder", _work, "--run", $"{_head.RunId:N}", "--sha256", _head.Sha256, "--", "install", "--bundle", script);
        return Files.Find(In(InstallSpool.DoneMarker)) is not null ? status : Finish($"The program does not start here ({status}).", InstallExitCodes.CannotStart);
    }

    private bool Unpack(byte[] packed)
    {
        try
        {
            if (run.Guest.Unpacked.Unpack(packed) is not { } program)
                return false;
            Files.Write(Program, program.Content, run.Process.Account, Everything);
            Delete(In(InstallBundle.CabinetFileName));
            return true;
        }
        catch (FileSystemException)
        {
            return false;
        }
    }

    private async Task<int> LookAsync()
    {
        var output = new MemoryStream();
        var status = await StartAsync(output, "look", "--bundle", script);
        return status == 0 ? Finish(Encoding.UTF8.GetString(output.ToArray()), 0) : Finish($"The program does not start here ({status}).", InstallExitCodes.CannotStart);
    }

    private Task<int> StartAsync(params string[] arguments) => StartAsync(Stream.Null, arguments);

    private async Task<int> StartAsync(Stream output, params string[] arguments)
    {
        try
        {
            return await run.Guest.Processes.Start(new ProgramStart
            {
                Program = Program,
                Arguments = arguments,
                Output = output,
                Account = run.Process.Account,
                WorkingDirectory = run.Start.WorkingDirectory,
                Environment = run.Start.Environment,
                Parent = run.Process,
            }).Exited;
        }
        catch (FileSystemException)
        {
            return 1;
        }
    }

    private int Finish(string line, int exitCode)
    {
        Delete(Program);
        Delete(In(InstallBundle.CabinetFileName));
        var done = new InstallSpool(_head.RunId, exitCode, run.Process.Account.Name, line + "\r\n").Format();
        Files.Write(In(InstallSpool.DoneMarker), Encoding.UTF8.GetBytes(done), run.Process.Account, Private);
        return exitCode;
    }

    private void Delete(string path)
    {
        if (Files.Find(path, followLink: false) is not null)
            Files.DeleteFile(path, run.Process.Account);
    }

    private string In(string name) => $@"{_work}\{name}";
}
