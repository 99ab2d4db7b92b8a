namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>How an endpoint is reached by SSH.</summary>
internal sealed record SshRoute
{
    public required SshTarget Target { get; init; }

    /// <summary>Null: the account is root already.</summary>
    public SshSudo? Sudo { get; init; }

    /// <summary>To be told where sudo refuses the password that the account was let in with.</summary>
    public required Func<Task> PasswordRefused { get; init; }

    /// <summary>Address, account, secret and host keys in one word, from which nothing can be read: it differs where one of them does.</summary>
    public required string Setup { get; init; }
}
