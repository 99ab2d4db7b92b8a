using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Deployment.Aliases;
using VsphereConnector.Server.Preparation;

namespace VsphereConnector.Server.Api;

/// <summary>Checks the parameters of each kind before an operation is recorded.</summary>
internal static class OperationParameters
{
    /// <summary>Parameters go to the connector in one message of its channel, with room for what else is in it.</summary>
    private const int MostBytes = ChannelLimits.MaximumMessageBytes - 4096;

    public static void Check(OperationKind kind, JsonElement? parameters, Findings findings)
    {
        if (parameters is { } given && JsonSerializer.SerializeToUtf8Bytes(given, ContractsJson.Default.JsonElement).Length > MostBytes)
        {
            findings.Add("parameters", $"Must not take more than {MostBytes} bytes as JSON; have the task fetch what is larger.");
            return;
        }

        switch (kind)
        {
            case OperationKind.RunTask when Read<RunTaskParameters>(parameters, findings) is { } task:
                CheckRunTask(task, findings);
                break;
            case OperationKind.InstallConnector when parameters is { ValueKind: not JsonValueKind.Null }
                && Read<InstallConnectorParameters>(parameters, findings) is { } install:
                CheckInstall(install, findings);
                break;
            case OperationKind.AddGuestAlias or OperationKind.VerifyGuestAlias or OperationKind.RemoveGuestAlias
                when parameters is { ValueKind: not JsonValueKind.Null } && Read<GuestAliasParameters>(parameters, findings) is { } alias:
                CheckAccount(alias.Account, findings);
                break;
            case OperationKind.CheckMachine when parameters is { ValueKind: not JsonValueKind.Null } && Read<CheckMachineParameters>(parameters, findings) is { } check:
                CheckPath("parameters.parentFolder", check.ParentFolder, findings);
                CheckPath("parameters.tempFolder", check.TempFolder, findings);
                CheckAccountName(check.Account is { } account && WindowsAccountName.IsOne(account) ? null : check.Account, findings);
                break;
            case OperationKind.PrepareAccount when parameters is { ValueKind: not JsonValueKind.Null } && Read<PrepareAccountParameters>(parameters, findings) is { } prepare:
                CheckAccountName(prepare.Account, findings);
                break;
            case OperationKind.GetStatus when parameters is { ValueKind: not JsonValueKind.Null }:
                findings.Add("parameters", "GetStatus has none.");
                break;
            case OperationKind.ChangeConfiguration:
                Read<ChangeConfigurationParameters>(parameters, findings);
                break;
            case OperationKind.RetrieveLogs when parameters is { ValueKind: not JsonValueKind.Null }:
                Read<RetrieveLogsParameters>(parameters, findings);
                break;
            case OperationKind.InstallAgent when Read<InstallAgentParameters>(parameters, findings) is { } agent:
                CheckSha256("parameters.sha256", agent.Sha256, findings);
                break;
            case OperationKind.InstallPatch:
                Read<InstallPatchParameters>(parameters, findings);
                break;
            case OperationKind.UninstallPatch:
                Read<UninstallPatchParameters>(parameters, findings);
                break;
            case OperationKind.UpgradeConnector when Read<UpgradeConnectorParameters>(parameters, findings) is { } upgrade:
                CheckSha256("parameters.sha256", upgrade.Sha256, findings);
                break;
            case OperationKind.UninstallConnector when parameters is { ValueKind: not JsonValueKind.Null }:
                Read<UninstallConnectorParameters>(parameters, findings);
                break;
            case OperationKind.StartAgent or OperationKind.StopAgent when Read<AgentParameters>(parameters, findings) is { } agent:
                CheckAgentName(agent.Name, findings);
                break;
            case OperationKind.UninstallAgent when Read<UninstallAgentParameters>(parameters, findings) is { } agent:
                CheckAgentName(agent.Name, findings);
                break;
        }
    }

    private static void CheckRunTask(RunTaskParameters task, Findings findings)
    {
        if (new[] { !string.IsNullOrEmpty(task.Script), task.ScriptSha256 is not null, !string.IsNullOrEmpty(task.Program), task.Steps.Count > 0 }.Count(given => given) != 1)
        {
            findings.Add("parameters", "RunTask needs a script, a scriptSha256, a program or steps, and no two of them.");
        }

        if (task.ScriptSha256 is { } sha256)
        {
            CheckSha256("parameters.scriptSha256", sha256, findings);
        }

        if (task.SecretEnvironment.Values.Any(value => value.Length < 4))
        {
            findings.Add("parameters.secretEnvironment", "A secret must have at least 4 characters: shorter ones cannot be taken out of the output.");
        }

        if (task is { Program: not null, Interpreter: not null })
        {
            findings.Add("parameters.interpreter", "Goes with a script, not with a program.");
        }

        if (task.OutputLimit is < RunTaskParameters.MinimumOutputLimit or > RunTaskParameters.MaximumOutputLimit)
        {
            findings.Add(
                "parameters.outputLimit",
                $"Must be from {RunTaskParameters.MinimumOutputLimit} to {RunTaskParameters.MaximumOutputLimit} bytes.");
        }
    }

    private static void CheckAccount(string? account, Findings findings)
    {
        if (account is not null && (string.IsNullOrWhiteSpace(account) || account.Length > 200))
        {
            findings.Add("parameters.account", "Must be the name of an account in the guest, such as root.");
        }
    }

    private static void CheckAccountName(string? account, Findings findings)
    {
        if (account is not null && !PrepareAccountParameters.IsAccount(account))
        {
            findings.Add("parameters.account", "Must be the name of an account such as jetuser: letters, digits, dots, hyphens, underscores and @.");
        }
    }

    private static void CheckSha256(string field, string? sha256, Findings findings)
    {
        if (!TransferLimits.IsSha256(sha256))
        {
            findings.Add(field, "Must be the SHA-256 of a package in lower-case hex; GET /api/v1/packages lists them.");
        }
    }

    private static void CheckAgentName(string? name, Findings findings)
    {
        if (!AgentManifest.IsName(name))
        {
            findings.Add("parameters.name", "Must be the name of an agent: up to 64 letters, digits, dots, hyphens and underscores.");
        }
    }

    private static void CheckInstall(InstallConnectorParameters install, Findings findings)
    {
        CheckPath("parameters.parentFolder", install.ParentFolder, findings);
        CheckPath("parameters.tempFolder", install.TempFolder, findings);
        if (install.Sha256 is { } sha256)
        {
            CheckSha256("parameters.sha256", sha256, findings);
        }

        if (install.Proxy is { } proxy && !(Uri.TryCreate(proxy, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp))
        {
            findings.Add("parameters.proxy", "Must be an address such as http://proxy:3128.");
        }
    }

    // The start of a program hands paths to a shell in some guests: nothing that a shell would read otherwise.
    public static void CheckPath(string field, string? path, Findings findings)
    {
        if (path is not null && !IsOf(path.StartsWith('/') ? path : "", "/._-") && !IsOf(IsBelowADrive(path) ? path[3..] : "", "\\._- "))
        {
            findings.Add(field, "Must be a full path of letters, digits and the characters / . _ -, or on Windows such as C:\\Folder of letters, digits, blanks and the characters \\ . _ -");
        }
    }

    private static bool IsOf(string letters, string others) =>
        letters.Length > 0 && letters.All(character => char.IsAsciiLetterOrDigit(character) || others.Contains(character));

    private static bool IsBelowADrive(string path) => path.Length > 3 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] == '\\';

    private static T? Read<T>(JsonElement? parameters, Findings findings)
        where T : class
    {
        if (parameters is not { ValueKind: JsonValueKind.Object } value)
        {
            findings.Add("parameters", "Must be an object.");
            return null;
        }

        try
        {
            return value.Deserialize<T>(ApiJson.Parameters);
        }
        catch (JsonException exception)
        {
            findings.Add($"parameters{exception.Path?[1..]}", "Not known here, or not of the right type.");
            return null;
        }
    }
}
