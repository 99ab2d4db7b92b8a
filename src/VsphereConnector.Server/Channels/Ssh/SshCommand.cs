using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>
/// A script for <c>/bin/sh</c> on the other side. It is seen in the lists of processes there and here: what is secret goes through
/// <see cref="Input"/>.
/// </summary>
internal sealed record SshCommand(string Script)
{
    private const int DefaultLimit = 1024 * 1024;

    /// <summary>Null: as the account itself.</summary>
    public SshSudo? Sudo { get; init; }

    /// <summary>What it reads; null: nothing.</summary>
    public Stream? Input { get; init; }

    /// <summary>Where its output goes while it runs; null: it is kept, up to <see cref="Limit"/>.</summary>
    public Stream? Output { get; init; }

    public Stream? Error { get; init; }

    /// <summary>How many bytes are kept of output and of errors, each; the rest is read and dropped.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>For the whole of it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the time in which nothing is read or written.</summary>
    public TimeSpan IdleTimeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>A program with its arguments, none of which the shell looks into.</summary>
    public static SshCommand Program(string path, params IEnumerable<string> arguments) =>
        new($"exec {string.Join(' ', arguments.Prepend(path).Select(ShellText.Quote))}");
}

/// <summary>To be run as root.</summary>
/// <param name="Password">The account's, for a sudo that asks; sent when it asks and not before, and once.</param>
internal sealed record SshSudo(string? Password = null)
{
    public override string ToString() => Password is null ? "sudo" : "sudo with a password";
}

/// <summary>How a command ended.</summary>
internal sealed record SshCommandResult(int ExitCode, string Output, string Error, bool IsTruncated)
{
    private const int NotFound = 127;

    /// <exception cref="SshException">It did not end with 0.</exception>
    public SshCommandResult EnsureSuccess(SshTarget target) => ExitCode switch
    {
        0 => this,
        NotFound => throw SshErrors.CommandNotFound(target, LastLine),
        _ => throw SshErrors.CommandFailed(target, ExitCode, LastLine),
    };

    private string LastLine => OutputText.LastLine(Error, Output);
}
