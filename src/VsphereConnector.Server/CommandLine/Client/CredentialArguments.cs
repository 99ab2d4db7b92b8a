using System.CommandLine;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Credentials;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>The flags of credentials. None of them takes a secret: arguments can be seen by everybody on the machine.</summary>
internal static class CredentialArguments
{
    public static readonly Option<string> Username = new("--username") { Description = "The account, such as root.", HelpName = "name", Required = true };

    public static readonly Option<string?> Domain = new("--domain") { Description = "The Windows domain of the account, where it has one.", HelpName = "name" };

    private static readonly Option<CredentialKind[]> Kinds = new("--kind") { Description = "What it opens: guest, ssh or smb; may be repeated. Default: guest.", HelpName = "kind" };

    private static readonly Option<FileInfo?> PasswordOf = new("--password-file")
    {
        Description = "A file whose first line is the password. Default: it is asked for.",
        HelpName = "file",
    };

    private static readonly Option<FileInfo?> PrivateKeyOf = new("--private-key-file") { Description = "For SSH, instead of a password: a private key's file.", HelpName = "file" };

    private static readonly Option<FileInfo?> PassphraseOf = new("--passphrase-file") { Description = "A file whose first line opens the private key.", HelpName = "file" };

    private static readonly Option<FileInfo?> SudoPasswordOf = new("--sudo-password-file")
    {
        Description = "For SSH: a file whose first line is what sudo asks for, where that is another password.",
        HelpName = "file",
    };

    private static readonly Option<string?> VCenter = new("--vcenter") { Description = "Only for the virtual machines of this vCenter.", HelpName = "name" };

    private static readonly Option<string?> Below = new("--below")
    {
        Description = "With --vcenter: only below this folder, datacenter, cluster, host or resource pool, by its managed object id (group-v22).",
        HelpName = "id",
    };

    private static readonly Option<string?> NamePattern = new("--name-pattern") { Description = "Only for machines whose name fits, such as web-*.", HelpName = "pattern" };

    private static readonly Option<bool?> Standalone = new("--standalone") { Description = "Only for machines that no vCenter manages; false: only for virtual machines." };

    public static Command WithAccount(this Command command)
    {
        command.Options.Add(Username);
        command.Options.Add(Domain);
        return command;
    }

    public static Command WithSecret(this Command command)
    {
        command.Options.Add(PasswordOf);
        command.Options.Add(PrivateKeyOf);
        command.Options.Add(PassphraseOf);
        command.Options.Add(SudoPasswordOf);
        return command;
    }

    public static Command WithScope(this Command command)
    {
        command.Options.Add(Kinds);
        return command.WithPlace();
    }

    public static Command WithPlace(this Command command)
    {
        command.Options.Add(VCenter);
        command.Options.Add(Below);
        command.Options.Add(NamePattern);
        command.Options.Add(Standalone);
        return command;
    }

    /// <summary>Null where none was given.</summary>
    public static IReadOnlyList<CredentialKind>? KindsOf(ParseResult parsed) => parsed.GetValue(Kinds) is { Length: > 0 } kinds ? kinds : null;

    /// <summary>Null where nothing was given.</summary>
    public static CredentialScope? ScopeOf(ParseResult parsed)
    {
        var scope = new CredentialScope
        {
            VCenter = parsed.GetValue(VCenter),
            Object = parsed.GetValue(Below),
            NamePattern = parsed.GetValue(NamePattern),
            Standalone = parsed.GetValue(Standalone),
        };
        return scope == new CredentialScope() ? null : scope;
    }

    public static async Task<CredentialSecret> ReadSecretAsync(ParseResult parsed, string question, CancellationToken cancellationToken)
    {
        var key = parsed.GetValue(PrivateKeyOf) is { } keyFile ? await File.ReadAllTextAsync(keyFile.FullName, cancellationToken) : null;
        var password = await ReadAsync(parsed.GetValue(PasswordOf), cancellationToken);
        return new CredentialSecret
        {
            Password = key is null ? password ?? await SecretPrompt.AskAsync(question, "--password-file", cancellationToken) : password,
            PrivateKey = key,
            Passphrase = await ReadAsync(parsed.GetValue(PassphraseOf), cancellationToken),
            SudoPassword = await ReadAsync(parsed.GetValue(SudoPasswordOf), cancellationToken),
        };
    }

    private static async Task<string?> ReadAsync(FileInfo? file, CancellationToken cancellationToken) =>
        file is null ? null : await PasswordFile.ReadAsync(file.FullName, cancellationToken);
}
