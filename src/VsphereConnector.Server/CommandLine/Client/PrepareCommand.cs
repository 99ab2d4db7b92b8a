using System.CommandLine;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Preparation;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary><c>prepare</c>: makes an account of Linux machines one that the connector can run as.</summary>
internal static class PrepareCommand
{
    private static readonly Argument<string[]> Machines = new("machine") { Description = "Endpoints or virtual machines that SSH leads to.", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string?> Account = new("--account")
    {
        Description = "The account; it must exist. Default: the one that the endpoint's connector is to run as.",
        HelpName = "name",
    };

    public static Command Create() => new Command(
        "prepare",
        """
        Makes an account of Linux machines one that the connector can run as: a member of the group sudo or wheel, whichever there is, with an
        entry in /etc/sudoers.d that visudo has accepted before it takes effect. What is so already is left; where it fails, all is as before.

        Examples:
          vsphere-connector prepare web-01.example --account jetuser
          vsphere-connector preflight web-01.example --in-guest
        """)
    {
        Machines, Account,
    }.WithGuestLogon().WithSubmission(Machines, (_, parsed, cancellationToken) => DescribeAsync(parsed, cancellationToken));

    private static async Task<SubmitOperation> DescribeAsync(ParseResult parsed, CancellationToken cancellationToken) => new()
    {
        Kind = nameof(OperationKind.PrepareAccount),
        Parameters = JsonSerializer.SerializeToElement(new PrepareAccountParameters { Account = parsed.GetValue(Account) }, ApiJson.Options),
        GuestLogon = await GuestLogonArguments.ReadAsync(parsed, cancellationToken),
    };
}
