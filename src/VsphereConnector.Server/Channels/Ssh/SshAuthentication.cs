using System.Text;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>How an account proves who it is. Its text never shows a secret.</summary>
internal abstract record SshAuthentication
{
    // OpenSSH reads the answer of an askpass program into a buffer of 1024 bytes and cuts the rest off.
    private const int MaxSecretBytes = 1000;

    /// <summary>What OpenSSH may ask for, once.</summary>
    public abstract string? Secret { get; }

    /// <exception cref="SshException">The secret cannot be handed over.</exception>
    public void Check()
    {
        if (Secret is { } secret && (secret.AsSpan().ContainsAny('\n', '\r', '\0') || Encoding.UTF8.GetByteCount(secret) > MaxSecretBytes))
        {
            throw SshErrors.BadTarget("The password or passphrase is too long for SSH or has a line break.", "Give one of at most 1000 bytes in one line.");
        }
    }
}

/// <summary>The account's password.</summary>
internal sealed record SshPassword(string Password) : SshAuthentication
{
    public override string Secret => Password;

    public override string ToString() => "a password";
}

/// <summary>A private key in a file of this server; a certificate beside it (<c>-cert.pub</c>) is used as well.</summary>
internal sealed record SshPrivateKey(string Path, string? Passphrase = null) : SshAuthentication
{
    public override string? Secret => Passphrase;

    public override string ToString() => $"the key {Path}";
}

/// <summary>A private key by its text; it is in a private file while the connection is open.</summary>
internal sealed record SshPrivateKeyText(string Text, string? Passphrase = null) : SshAuthentication
{
    public override string? Secret => Passphrase;

    public override string ToString() => "a private key";
}

/// <summary>
/// A running <c>ssh-agent</c>. With a public key, that key of it alone: an agent with many keys is refused after the first few of them.
/// </summary>
internal sealed record SshAgent(string SocketPath, string? PublicKeyPath = null) : SshAuthentication
{
    public override string? Secret => null;

    public override string ToString() => $"the agent {SocketPath}";
}
