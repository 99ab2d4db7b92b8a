using System.Globalization;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Operations.ChangeConfiguration;

/// <summary>The keys that can be changed: what a request says about each, and what it is in the settings.</summary>
internal static class ConfigurationKeys
{
    private static readonly Key[] All =
    [
        new("keepAliveSeconds", of => Text(of.KeepAliveSeconds), (to, from) => to with { KeepAliveSeconds = from.KeepAliveSeconds ?? to.KeepAliveSeconds },
            to => to with { KeepAliveSeconds = 0 }, IsOfTheChannel: true),
        new("logLevel", of => of.LogLevel.ToString(), (to, from) => to with { LogLevel = from.LogLevel ?? to.LogLevel },
            to => to with { LogLevel = default }),
        new("endPointThrottlingEnabled", of => of.EndPointThrottlingEnabled ? "true" : "false",
            (to, from) => to with { EndPointThrottlingEnabled = from.EndPointThrottlingEnabled ?? to.EndPointThrottlingEnabled },
            to => to with { EndPointThrottlingEnabled = false }),
        new("maxCpuPercent", of => Text(of.MaxCpuPercent), (to, from) => to with { MaxCpuPercent = from.MaxCpuPercent ?? to.MaxCpuPercent },
            to => to with { MaxCpuPercent = 0 }),
        new("maxMemoryKB", of => Text(of.MaxMemoryKB), (to, from) => to with { MaxMemoryKB = from.MaxMemoryKB ?? to.MaxMemoryKB },
            to => to with { MaxMemoryKB = 0 }),
        new("proxy", of => of.Proxy, (to, from) => to with { Proxy = from.Proxy ?? to.Proxy },
            to => to with { Proxy = null }, IsOfTheChannel: true),
        new("tempFolder", of => of.TempFolder, (to, from) => to with { TempFolder = from.TempFolder ?? to.TempFolder },
            to => to with { TempFolder = null }),
        new("serverUrls", of => string.Join(", ", of.ServerUrls), (to, from) => to with { ServerUrls = from.ServerUrls ?? to.ServerUrls },
            Reset: null, IsOfTheChannel: true),
    ];

    /// <summary>The settings as the request wants them, and everything about it that cannot be.</summary>
    public static (ConnectorSettings Settings, IReadOnlyList<string> Errors) Apply(ConnectorSettings before, ChangeConfigurationParameters parameters)
    {
        var errors = new List<string>();
        var settings = before;
        foreach (var name in parameters.Reset)
        {
            switch (Array.Find(All, key => key.Name == name))
            {
                case null:
                    errors.Add($"reset: there is no key '{name}'; there are {string.Join(", ", All.Select(key => key.Name))}.");
                    break;
                case { Reset: null }:
                    errors.Add($"reset: {name} has no default.");
                    break;
                case var key:
                    settings = key.Reset(settings);
                    break;
            }
        }

        // What is given as 0 would read as the default.
        if (parameters is { KeepAliveSeconds: 0 } or { MaxCpuPercent: 0 } or { MaxMemoryKB: 0 })
        {
            errors.Add("keepAliveSeconds, maxCpuPercent and maxMemoryKB cannot be 0; name them in reset for their default.");
        }

        return (All.Aggregate(settings, (changed, key) => key.Take(changed, parameters)), errors);
    }

    public static IReadOnlyList<ConfigurationChange> Differences(ConnectorSettings before, ConnectorSettings after) =>
        [.. All.Where(key => key.Read(before) != key.Read(after)).Select(key => new ConfigurationChange(key.Name, key.Read(before), key.Read(after)))];

    /// <summary>Whether a change can keep the connector from reaching its server.</summary>
    public static bool IsOfTheChannel(ConfigurationChange change) => Array.Exists(All, key => key.Name == change.Key && key.IsOfTheChannel);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Key(
        string Name,
        Func<ConnectorSettings, string?> Read,
        Func<ConnectorSettings, ChangeConfigurationParameters, ConnectorSettings> Take,
        Func<ConnectorSettings, ConnectorSettings>? Reset,
        bool IsOfTheChannel = false);
}
