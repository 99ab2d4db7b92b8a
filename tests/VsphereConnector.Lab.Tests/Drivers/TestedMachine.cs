using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Drivers;

/// <summary>A machine that a driver is tried on, in the words of its operating system.</summary>
internal abstract class TestedMachine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What the product knows it by.</summary>
    public required string Name { get; init; }

    /// <summary>The folder that the connector and its agents are in, as it is reached from out here.</summary>
    public abstract string Parent { get; }

    /// <summary>The installed program, below <see cref="Parent"/>.</summary>
    public abstract string Program { get; }

    /// <summary>A folder that tasks can write to, as it is reached from out here.</summary>
    public abstract string Scratch { get; }

    /// <summary>Prints <c>to-output</c>, and <c>to-error</c> as its error, and ends with 3.</summary>
    public abstract string PrintingTask { get; }

    /// <summary>Prints <c>known</c> where the environment has <c>geheimnis</c> as its SECRET.</summary>
    public abstract string SecretTask { get; }

    /// <summary>Adds a line to the file <c>runs</c>, prints <c>before</c>, waits for the file <c>go</c> and prints <c>after</c>.</summary>
    public abstract string WaitingTask { get; }

    /// <summary>Starts a program that sleeps, with 4711 among its arguments.</summary>
    public abstract string SleepingTask { get; }

    /// <summary>The sample <c>heartbeat</c>.</summary>
    public abstract byte[] Agent { get; }

    /// <summary>What is asked of the system's package manager without changing anything.</summary>
    public abstract string Patch { get; }

    public abstract Task CutPortAsync(int port, CancellationToken token);

    public abstract Task RestorePortAsync(int port, CancellationToken token);

    /// <summary>The command lines of the processes that run.</summary>
    public abstract Task<IReadOnlyList<string>> ProcessesAsync(CancellationToken token);

    /// <summary>The connector is there as the system starts it, and whoever brought it has left nothing else.</summary>
    public abstract Task AssertInstalledAsync(CancellationToken token);

    /// <summary>The package manager was asked, and this is what it had to say.</summary>
    public abstract void AssertPatched(OperationView operation);

    /// <summary>No operation has left anything that was there for it alone.</summary>
    public abstract Task AssertNothingTemporaryAsync(CancellationToken token);

    /// <summary>The machine is as it was before the connector came; what ends last has a while for that.</summary>
    public abstract Task AssertNothingLeftAsync(CancellationToken token);

    public async Task WaitUntilRunningAsync(string program, CancellationToken token) => await Eventually.TrueAsync(
        async () => await RunsAsync(program, token), () => $"{program} does not run", Patience, token);

    public async Task WaitUntilEndedAsync(string program, CancellationToken token) => await Eventually.TrueAsync(
        async () => !await RunsAsync(program, token), () => $"{program} lives on", Patience, token);

    private async Task<bool> RunsAsync(string program, CancellationToken token) =>
        (await ProcessesAsync(token)).Any(process => process.Contains(program, StringComparison.Ordinal));
}
