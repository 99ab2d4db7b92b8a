using System.CommandLine;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>The flags of commands that work in guests by guest operations: which logon.</summary>
internal static class GuestLogonArguments
{
    private static readonly Option<string?> User = new("--guest-user") { Description = "The guest account that does it, such as root.", HelpName = "name" };

    private static readonly Option<FileInfo?> UserPasswordFile = new("--guest-password-file")
    {
        Description = "A file whose first line is the account's password.",
        HelpName = "file",
    };

    private static readonly Option<string?> Named = new("--guest-logon")
    {
        Description = "Instead of user and password: the name of a stored credential or of a configured logon. Neither: as the machine's logon policy says.",
        HelpName = "name",
    };

    public static Command WithGuestLogon(this Command command)
    {
        command.Options.Add(User);
        command.Options.Add(UserPasswordFile);
        command.Options.Add(Named);
        return command;
    }

    /// <summary>The logon that was given; null where none was.</summary>
    public static async Task<SubmitGuestLogon?> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(UserPasswordFile) is { } file)
        {
            return new SubmitGuestLogon { Username = parsed.GetValue(User), Password = await PasswordFile.ReadAsync(file.FullName, cancellationToken) };
        }

        return parsed.GetValue(Named) is { } name ? new SubmitGuestLogon { Name = name } : null;
    }
}
