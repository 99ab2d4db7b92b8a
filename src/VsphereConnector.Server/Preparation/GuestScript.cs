using System.Reflection;
using System.Text;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Preparation;

/// <summary>A script of the product that runs on a Linux machine. It goes through the shell's standard input, not through a file there.</summary>
internal sealed class GuestScript(string resource)
{
    public static readonly GuestScript Check = new("guest-check.sh"), PrepareAccount = new("prepare-account.sh");

    private readonly Lazy<byte[]> _text = new(() => Read(resource));

    public ReadOnlyMemory<byte> Text => _text.Value;

    /// <summary>What a script wrote: a line for each thing, its name and its values with tabs between.</summary>
    public static IEnumerable<string[]> LinesOf(string output) => output.Split('\n').Select(line => line.TrimEnd('\r').Split('\t'));

    /// <summary>
    /// The script with its arguments as a file that is started once, where its output can only be read from a file: it leaves what it wrote
    /// as the runner of an installation does (<see cref="InstallSpool"/>).
    /// </summary>
    public byte[] AsRun(Guid run, params IEnumerable<string> arguments) => Encoding.UTF8.GetBytes($$"""
        RUN={{run:N}}
        set -- {{string.Join(' ', arguments.Select(ShellText.Quote))}}
        WORK=${0%/*}
        umask 077
        mkdir "$WORK/{{InstallSpool.StartedMarker}}" 2>/dev/null || exit 0
        sh -s -- "$@" >"$WORK/{{InstallSpool.OutputFile}}" 2>/dev/null <<'END-OF-THE-SCRIPT'
        {{Encoding.UTF8.GetString(_text.Value)}}
        END-OF-THE-SCRIPT
        {
            printf 'run=%s\nexit=%s\naccount=%s\n\n' "$RUN" "$?" "$(id -un)"
            cat "$WORK/{{InstallSpool.OutputFile}}"
        } >"$WORK/{{InstallSpool.DoneMarker}}.new"
        mv "$WORK/{{InstallSpool.DoneMarker}}.new" "$WORK/{{InstallSpool.DoneMarker}}"

        """);

    /// <summary>The script with its arguments, for SSH.</summary>
    public SshCommand Over(SshSudo? sudo, TimeSpan timeout, params IEnumerable<string> arguments) => new($"exec sh -s -- {string.Join(' ', arguments.Select(ShellText.Quote))}")
    {
        Input = new MemoryStream(_text.Value, writable: false),
        Sudo = sudo,
        Timeout = timeout,
    };

    private static byte[] Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return Encoding.UTF8.GetBytes(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
