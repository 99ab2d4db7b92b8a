using System.Globalization;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Preparation;

namespace VsphereConnector.Server.Preflight.Guests;

/// <summary>Looks at a Linux machine itself, over SSH. Nothing is changed there.</summary>
internal static class GuestProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    /// <param name="connection">To the machine, as the account that installs.</param>
    /// <param name="question">What is looked at.</param>
    /// <param name="sudoPassword">For a sudo that asks; null where this server has none.</param>
    /// <param name="passwordRefused">Told where sudo refuses it.</param>
    /// <param name="time">The clock that the machine's is compared with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SshException">The connection failed.</exception>
    /// <exception cref="FormatException">The script did not come to its end.</exception>
    public static async Task<IReadOnlyList<PreflightFinding>> LookAsync(
        SshConnection connection, GuestQuestion question, string? sudoPassword, Func<Task> passwordRefused, TimeProvider time, CancellationToken cancellationToken)
    {
        var report = await RunAsync(connection, question, null, cancellationToken);
        if (report.Login.Sudo != SudoAbility.Password || sudoPassword is null)
        {
            return GuestFindings.Of(report, time.GetUtcNow(), hasSudoPassword: false);
        }

        try
        {
            var asRoot = await RunAsync(connection, question, new SshSudo(sudoPassword), cancellationToken);
            return GuestFindings.Of(asRoot.SeenBy(report.Login), time.GetUtcNow(), hasSudoPassword: true);
        }
        catch (SshException exception) when (exception.Fault is SshFault.SudoPasswordRefused or SshFault.SudoNotPermitted or SshFault.SudoNeedsTerminal)
        {
            await (exception.Fault == SshFault.SudoPasswordRefused ? passwordRefused() : Task.CompletedTask);
            return
            [
                .. GuestFindings.Of(report, time.GetUtcNow(), hasSudoPassword: false).Where(finding => finding.Code != GuestCode.LoginSudoAsks.Name),
                GuestCode.LoginSudoRefused.Of(exception.Error.Message),
            ];
        }
    }

    private static async Task<GuestReport> RunAsync(SshConnection connection, GuestQuestion question, SshSudo? sudo, CancellationToken cancellationToken)
    {
        var result = await connection.RunAsync(GuestScript.Check.Over(sudo, Timeout, question.Arguments), cancellationToken);
        return GuestReport.Parse(result.Output);
    }
}

/// <summary>What is looked at on a machine.</summary>
internal sealed record GuestQuestion
{
    /// <summary>The account that the connector is to run as; null: the one that installs.</summary>
    public string? Account { get; init; }

    public required string ParentFolder { get; init; }

    /// <summary>In the order in which they are tried.</summary>
    public required IReadOnlyList<string> TempFolders { get; init; }

    /// <summary>Where the connector finds this server.</summary>
    public required IReadOnlyList<Uri> Servers { get; init; }

    /// <summary>As the script takes them.</summary>
    public IEnumerable<string> Arguments =>
    [
        Account ?? "", ParentFolder, string.Join(' ', TempFolders),
        .. Servers.SelectMany(server => new[] { server.Host.Trim('[', ']'), server.Port.ToString(CultureInfo.InvariantCulture) }),
    ];
}
