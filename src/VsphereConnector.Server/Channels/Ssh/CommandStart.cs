using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>
/// How a command begins. Just before the script, the shell on the other side writes a line with a random mark to both outputs: what comes
/// before it is the login scripts', and only with it has anything run. One tells the process group, for it to be ended. sudo asks for its
/// password with such a mark, too: a password that it does not ask for would be read by the command.
/// </summary>
internal sealed class CommandStart(SshSudo? sudo)
{
    // Login scripts may write something first; more than this is no login script.
    private const int MaxPreamble = 256 * 1024;

    private readonly string _mark = $"vsphere-connector-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    private string Prompt => $"{_mark} password";

    private string Started => $"{_mark} group ";

    private string Output => $"{_mark} output\n";

    /// <summary>What sshd hands to the account's login shell.</summary>
    public string CommandLine(string script)
    {
        var announced = $"read -r _ _ _ _ group _ 2>/dev/null </proc/$$/stat || group=$$; echo {ShellText.Quote(Output.TrimEnd())}; echo \"{Started}$group\" >&2; unset group; {script}";
        return sudo switch
        {
            null => $"exec /bin/sh -c {ShellText.Quote(announced)}",
            { Password: null } => $"exec env LC_ALL=C sudo -n -- /bin/sh -c {ShellText.Quote($"unset LC_ALL; {announced}")}",
            _ => $"exec env LC_ALL=C sudo -S -p {ShellText.Quote(Prompt)} -- /bin/sh -c {ShellText.Quote($"unset LC_ALL; {announced}")}",
        };
    }

    /// <summary>Reads up to the mark. The rest is the command's own.</summary>
    public async Task<CommandStartResult> ReadAsync(PipeReader error, Stream input, CancellationToken cancellationToken)
    {
        var asked = false;
        while (true)
        {
            var read = await error.ReadAsync(cancellationToken);
            var text = Encoding.Latin1.GetString(read.Buffer); // one character a byte
            if (ReadGroup(text) is var (group, end) && group > 0)
            {
                error.AdvanceTo(read.Buffer.GetPosition(end));
                return new CommandStartResult(group, "", PasswordRefused: false);
            }

            var prompts = text.Split(Prompt).Length - 1;
            if (read.IsCompleted || prompts > 1 || text.Length > MaxPreamble)
            {
                error.AdvanceTo(read.Buffer.End);
                return new CommandStartResult(null, text.Replace(Prompt, "", StringComparison.Ordinal), prompts > 1);
            }

            if (prompts == 1 && !asked)
            {
                asked = true;
                await input.WriteAsync(Encoding.UTF8.GetBytes($"{sudo?.Password}\n"), cancellationToken);
                await input.FlushAsync(cancellationToken);
            }

            error.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Reads standard output up to its mark.</summary>
    public async Task SkipAsync(PipeReader output, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await output.ReadAsync(cancellationToken);
            var mark = Encoding.Latin1.GetString(read.Buffer).IndexOf(Output, StringComparison.Ordinal);
            if (mark >= 0 || read.IsCompleted)
            {
                output.AdvanceTo(mark >= 0 ? read.Buffer.GetPosition(mark + Output.Length) : read.Buffer.End);
                return;
            }

            output.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private (int Group, int End) ReadGroup(string text)
    {
        var start = text.IndexOf(Started, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf('\n', start);
        return end > 0 && int.TryParse(text.AsSpan(start + Started.Length, end - start - Started.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? (group, end + 1)
            : (0, 0);
    }
}

/// <param name="Group">The command's process group; null: it has not started.</param>
/// <param name="Preamble">Where it has not started: what was written instead.</param>
internal sealed record CommandStartResult(int? Group, string Preamble, bool PasswordRefused);
