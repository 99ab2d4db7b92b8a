using System.Text.Json;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>Reads a manifest and refuses what cannot work, all reasons at once.</summary>
internal static class AgentManifestReader
{
    /// <exception cref="OperationFailedException">It is no manifest, or a wrong one.</exception>
    public static AgentManifest Read(ReadOnlySpan<byte> content)
    {
        var manifest = Parse(content);
        var errors = Errors(manifest).ToList();
        return errors.Count == 0 ? manifest : throw Refused(string.Join(" ", errors));
    }

    private static AgentManifest Parse(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ContractsJson.Default.AgentManifest) ?? throw Refused($"{AgentManifest.FileName} is empty.");
        }
        catch (JsonException exception)
        {
            throw Refused($"{AgentManifest.FileName} cannot be read at {exception.Path ?? "its beginning"}.");
        }
    }

    private static IEnumerable<string> Errors(AgentManifest manifest)
    {
        if (!AgentManifest.IsName(manifest.Name))
        {
            yield return "name is not up to 64 letters, digits, dots, hyphens and underscores.";
        }

        if (manifest.Version is not { Length: > 0 and <= 64 } version || version.Any(char.IsControl))
        {
            yield return "version is empty or too long.";
        }

        if (manifest.OperatingSystem is not ("linux" or "windows"))
        {
            yield return "operatingSystem is neither linux nor windows.";
        }

        if (manifest.Architecture is not ("x64" or "arm64" or "any"))
        {
            yield return "architecture is none of x64, arm64 and any.";
        }

        if (manifest.PreloadLibrary is { } library && PackagePath.Refusal(library) is not null)
        {
            yield return "preloadLibrary is not a path in the package.";
        }

        foreach (var path in manifest.KeepFiles)
        {
            if (path is null || PackagePath.Refusal(path) is not null)
            {
                yield return $"keepFiles: '{path}' is not a path in the package.";
            }
        }

        if (manifest.Environment.Any(pair => pair.Key.Length == 0 || pair.Key.AsSpan().ContainsAny('=', '\0') || pair.Value is null || pair.Value.Contains('\0')))
        {
            yield return "environment: a name is empty or has '=' in it, or a value is missing or has a null character.";
        }

        foreach (var error in CommandErrors(manifest.Commands).Concat(LimitErrors(manifest.Limits)))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> CommandErrors(AgentCommands? commands)
    {
        if (commands?.Start is null)
        {
            return ["commands.start is missing."];
        }

        (string Name, AgentCommand? Command)[] all =
        [
            ("install", commands.Install), ("start", commands.Start), ("stop", commands.Stop), ("status", commands.Status), ("uninstall", commands.Uninstall),
        ];
        return all.Where(pair => pair.Command is not null && !IsGood(pair.Command))
            .Select(pair => $"commands.{pair.Name}: the program is no path in the package, full path or name, or an argument is missing, or timeoutSeconds is not from 1 to 3600.");
    }

    private static bool IsGood(AgentCommand command) =>
        command.Program is { Length: > 0 } program
        && !program.Any(char.IsControl)
        && (IsFullPath(program) || PackagePath.Refusal(program) is null)
        && command.Arguments.All(argument => argument is not null && !argument.Contains('\0'))
        && command.TimeoutSeconds is >= 1 and <= 3600;

    private static bool IsFullPath(string program) =>
        (program.StartsWith('/') && !program.Split('/').Contains("..")) || (program.Length > 3 && program[1] == ':' && program[2] == '\\' && !program.Split('\\').Contains(".."));

    private static IEnumerable<string> LimitErrors(AgentLimits limits)
    {
        (string Name, int? Value, int Most)[] all =
        [
            ("restartsPerDay", limits.RestartsPerDay, AgentLimits.MostRestartsPerDay), ("startSeconds", limits.StartSeconds, 600), ("stopSeconds", limits.StopSeconds, 300),
        ];
        return all.Where(limit => limit.Value < 0 || limit.Value > limit.Most).Select(limit => $"limits.{limit.Name} is not from 0 to {limit.Most}.");
    }

    private static OperationFailedException Refused(string why) => new(AgentErrors.PackageRefused(why));
}
