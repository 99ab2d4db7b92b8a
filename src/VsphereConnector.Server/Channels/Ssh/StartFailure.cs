using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>Why a command did not start, by what sudo, the shell or OpenSSH wrote instead; in the C locale, so that it is not translated.</summary>
internal static class StartFailure
{
    public const int ClientFailed = 255;

    private const int NotFound = 127;

    public static SshException Classify(SshTarget target, SshSudo? sudo, string text, int exitCode)
    {
        if (text.Contains("Session open refused by peer", StringComparison.Ordinal) || text.Contains("session request failed", StringComparison.Ordinal))
        {
            return SshErrors.SessionRefused(target);
        }

        var line = OutputText.LastLine(text);
        return exitCode == ClientFailed ? SshErrors.ConnectionLost(target, line)
            : sudo is null ? SshErrors.ShellUnusable(target, exitCode, line)
            : ClassifySudo(target, text, exitCode, line);
    }

    private static SshException ClassifySudo(SshTarget target, string text, int exitCode, string line) => text switch
    {
        _ when exitCode == NotFound => SshErrors.SudoMissing(target),
        _ when Has(text, "must have a tty") => SshErrors.SudoNeedsTerminal(target),
        _ when Has(text, "a password is required") || Has(text, "no askpass program") => SshErrors.SudoPasswordRequired(target),
        _ when Has(text, "incorrect password attempt") || Has(text, "no password was provided") || Has(text, "Sorry, try again") => SshErrors.SudoPasswordRefused(target),
        _ when Has(text, "sudoers") || Has(text, "not allowed") || Has(text, "may not run sudo") => SshErrors.SudoNotPermitted(target, line),
        _ => SshErrors.ShellUnusable(target, exitCode, line),
    };

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.Ordinal);
}
