using System.Text.Json.Serialization;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Deployment;

/// <summary>How far an installation has come; in the ledger before the next step begins.</summary>
internal sealed record DeploymentCheckpoint
{
    /// <summary>Tells this run from every other one, in the guest as well.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The road that it goes over; null where that is by guest operations, as before there were others.</summary>
    public OperationChannel? Road { get; init; }

    /// <summary>The last step that was completed, or <see cref="DeploymentStep.Starting"/> when its outcome is unknown.</summary>
    public DeploymentStep Reached { get; init; }

    /// <summary>The folder in the guest that this run works in.</summary>
    public string? WorkFolder { get; init; }

    /// <summary>Folders that are or may be in the guest: each is here before it is asked for, and until it is known to be gone.</summary>
    public IReadOnlyList<string> Folders { get => field ?? []; init; }

    /// <summary>What the machine said that it is, such as <c>arm64</c>, where that was not what the program was for; the fitting one is sent then.</summary>
    public string? Architecture { get; init; }

    /// <summary>Temp folders that took no upload; the next one is used.</summary>
    public IReadOnlyList<string> RefusedTempFolders { get => field ?? []; init; }

    /// <summary>The runner's process id in the guest; null where the answer that told it was lost.</summary>
    public long? ProcessId { get; init; }

    /// <summary>What the installation ended with, once it has; only cleaning up is left then.</summary>
    public InstallationResult? Result { get; init; }

    /// <summary>Why the installation failed, once it has; only cleaning up is left then.</summary>
    public OperationError? Failure { get; init; }

    /// <summary>How often a passing trouble was waited out.</summary>
    public int Waits { get; init; }

    /// <summary>What is to be removed at the end.</summary>
    public IReadOnlyList<string> FoldersLeft() => WorkFolder is { } folder ? [.. Folders.Union([folder])] : Folders;

    /// <summary>As it is where a folder is asked for.</summary>
    public DeploymentCheckpoint With(string folder) => this with { Folders = [.. Folders.Union([folder])] };

    /// <summary>As it is where a folder is known not to be there.</summary>
    public DeploymentCheckpoint Without(string folder) =>
        this with { Folders = [.. Folders.Except([folder])], WorkFolder = WorkFolder == folder ? null : WorkFolder };

    /// <summary>What has begun over one road goes on, and is cleaned up, over the same one.</summary>
    public bool MayGoOver(OperationChannel road) => WorkFolder is null || (Road ?? OperationChannel.GuestOperations) == road;

    /// <summary>As it is where the run begins over this road, or goes on over it.</summary>
    public DeploymentCheckpoint Over(OperationChannel road) => WorkFolder is null && Road != road ? this with { Road = road, RefusedTempFolders = [] } : this;
}

/// <summary>The steps of an installation, in their order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeploymentStep>))]
internal enum DeploymentStep
{
    /// <summary>Nothing has been done in the guest.</summary>
    Queued,

    /// <summary>The work folder is there.</summary>
    FolderMade,

    /// <summary>The bundle is in the work folder.</summary>
    Uploaded,

    /// <summary>The start was asked for; whether it took place must be looked up in the guest.</summary>
    Starting,

    /// <summary>The runner was started.</summary>
    Started,
}

/// <summary>How checkpoints are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeploymentCheckpoint))]
[JsonSerializable(typeof(InstallConnectorParameters))]
[JsonSerializable(typeof(InstallationResult))]
internal sealed partial class DeploymentJson : JsonSerializerContext;
