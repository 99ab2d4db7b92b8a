using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>OpenSSH's client on this server, which has to be there, new enough, and able to ask for a password.</summary>
internal static partial class ClientProgram
{
    // The first that takes SSH_ASKPASS_REQUIRE, without which a password could be asked for at the server's own terminal.
    private static readonly Version Oldest = new(8, 4);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="SshException">It cannot be used.</exception>
    public static async Task CheckAsync(string program, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw SshErrors.ClientNotOnWindows();
        }

        using var deadline = new Deadline(Limit, Timeout.InfiniteTimeSpan, time, cancellationToken);
        try
        {
            await CheckVersionAsync(program, folder, deadline.Token);
            await CheckAskPassAsync(folder, deadline.Token);
        }
        catch (Win32Exception)
        {
            throw SshErrors.ClientMissing(program);
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            throw SshErrors.ClientRefused($"it did not tell its version within {Limit.TotalSeconds:0} s.");
        }
    }

    /// <summary>Null: not OpenSSH's.</summary>
    public static Version? ReadVersion(string line) => Banner().Match(line) is { Success: true } match
        && int.TryParse(match.Groups["major"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
        && int.TryParse(match.Groups["minor"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new Version(major, minor)
            : null;

    private static async Task CheckVersionAsync(string program, string folder, CancellationToken cancellationToken)
    {
        await using var process = ClientProcess.Start(folder, [program, "-V"]);
        using var reader = new StreamReader(process.Error);
        var line = await reader.ReadLineAsync(cancellationToken) ?? "";
        if (ReadVersion(line) is not { } version || version < Oldest)
        {
            throw SshErrors.ClientTooOld(line);
        }
    }

    /// <summary>Where the client cannot start it, the client would send an empty password, which counts as a wrong one.</summary>
    private static async Task CheckAskPassAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await using var process = ClientProcess.Start(folder, [Path.Combine(folder, SecretPipe.ProgramName), "a question without an answer"]);
            await process.Exited.WaitAsync(cancellationToken);
        }
        catch (Win32Exception)
        {
            throw SshErrors.AskPassRefused(folder);
        }
    }

    [GeneratedRegex(@"^OpenSSH_(?:for_\w+_)?(?<major>\d+)\.(?<minor>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Banner();
}
