using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Plugin;

/// <summary>What names the plug-in, and what it brings along, in a vCenter.</summary>
internal static class PluginIdentity
{
    /// <summary>The key of its extension.</summary>
    public const string Key = "com.vsphereconnector.plugin";

    public const string Company = "VsphereConnector";

    /// <summary>Where the server has everything that the vSphere Client fetches.</summary>
    public const string Path = "/plugin";

    /// <summary>The fault with which an operation's task ends that was not carried out.</summary>
    public const string OperationFailed = $"{Key}.OperationFailed";

    /// <summary>The version of this server, numbers with dots as vCenter wants it.</summary>
    public static string Version { get; } = typeof(PluginIdentity).Assembly.GetName().Version!.ToString(3);

    /// <summary>The ends of an operation that are events.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["Succeeded", "Failed", "Cancelled"];

    public static string TaskOf(OperationKind kind) => $"{Key}.{kind}";

    public static string EventOf(OperationKind kind, string outcome) => $"{Key}.{kind}.{outcome}";

    public static string OutcomeOf(OperationState state) => state switch
    {
        OperationState.Success => "Succeeded",
        OperationState.Cancelled => "Cancelled",
        _ => "Failed",
    };

    public static string SeverityOf(string outcome) => outcome switch
    {
        "Succeeded" => "info",
        "Cancelled" => "warning",
        _ => "error",
    };
}
