using System.Text;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.OneShot;

/// <summary>What a one-shot run leaves in its folder, readable to whom the folder is: see <see cref="InstallSpool"/>.</summary>
internal sealed class OneShotSpool(IMachine machine, string folder, Guid run)
{
    private const int LongestTail = 64 * 1024;

    private readonly IMachineFiles _files = machine.Files;

    public bool IsCancelled => _files.KindOf(In(InstallSpool.CancelMarker)) != FileKind.None;

    /// <summary>False where the run was begun before: it is not begun again.</summary>
    public bool TryBegin()
    {
        var marker = In(InstallSpool.OnceMarker);
        if (_files.KindOf(marker) != FileKind.None)
        {
            return false;
        }

        _files.CreateDirectory(marker, FileModes.Executable);
        return true;
    }

    /// <summary>Appends to the output; each line can be read at once.</summary>
    public StreamWriter OpenOutput() =>
        new(_files.OpenAppend(In(InstallSpool.OutputFile), FileModes.Readable), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };

    /// <summary>Null as long as the run has not ended.</summary>
    public InstallSpool? ReadEnd() =>
        _files.KindOf(In(InstallSpool.DoneMarker)) == FileKind.File ? InstallSpool.Parse(_files.ReadAllBytes(In(InstallSpool.DoneMarker))) : null;

    public void WriteEnd(int exitCode) => _files.WriteAtomically(
        In(InstallSpool.DoneMarker),
        Encoding.UTF8.GetBytes(new InstallSpool(run, exitCode, machine.Account, ReadTail()) { Left = [.. WorkFolders.FindOthers(_files, folder).Take(InstallSpool.MostLeft)] }.Format()),
        FileModes.Readable);

    private string ReadTail()
    {
        using var output = _files.OpenRead(In(InstallSpool.OutputFile));
        output.Position = Math.Max(0, output.Length - LongestTail);
        using var reader = new StreamReader(output, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private string In(string name) => ConnectorFolder.Join(folder, name);
}
