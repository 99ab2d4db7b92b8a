using System.CommandLine;
using VsphereConnector.Server.CommandLine;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.CommandLine.Client.Rules;

var root = new RootCommand("Puts connectors into the guests of vSphere and runs operations through them.")
{
    ServeCommand.Create(),
    TokenCommand.Create(),
    PreflightCommand.Create(),
    PrepareCommand.Create(),
    DeployCommand.Create(),
    AliasCommand.Create(),
    CredentialsCommand.Create(),
    PoliciesCommand.Create(),
    StatusCommand.Create(),
    RunCommand.Create(),
    AgentsCommand.Create(),
    PatchesCommand.Create(),
    ConfigureCommand.Create(),
    LogsCommand.Create(),
    UpgradeCommand.Create(),
    UninstallCommand.Create(),
    PackagesCommand.Create(),
    RolloutsCommand.Create(),
    OperationsCommand.Create(),
    ConnectorsCommand.Create(),
    EndpointsCommand.Create(),
    PackageCommand.Create(),
    MachinesCommand.Create(),
    RulesCommand.Create(),
    AuditCommand.Create(),
    RegistrationCommands.Register(),
    RegistrationCommands.Unregister(),
    RegistrationCommands.Show(),
};
var parsed = root.Parse(args);
var exitCode = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
