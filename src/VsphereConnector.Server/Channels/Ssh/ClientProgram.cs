using System.Globalization;
using System.Text.RegularExpressions;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>OpenSSH's client on this server, which has to be there and new enough.</summary>
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

        using var timer = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        await using var process = ClientProcess.Start(folder, [program, "-V"]);
        using var reader = new StreamReader(process.Error);
        var line = await reader.ReadLineAsync(either.Token) ?? "";
        if (ReadVersion(line) is not { } version || version < Oldest)
        {
            throw SshErrors.ClientTooOld(line);
        }
    }

    /// <summary>Null: not OpenSSH's.</summary>
    public static Version? ReadVersion(string line) => Banner().Match(line) is { Success: true } match
        && int.TryParse(match.Groups["major"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
        && int.TryParse(match.Groups["minor"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new Version(major, minor)
            : null;

    [GeneratedRegex(@"^OpenSSH_(?:for_\w+_)?(?<major>\d+)\.(?<minor>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Banner();
}
