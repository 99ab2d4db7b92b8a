using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Tests.Operations;

/// <summary>The real ledger on a real file, with a clock that the test moves and workers that it starts.</summary>
internal sealed class LedgerFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ledger-");
    private readonly List<OperationWorker> _workers = [];

    public LedgerFixture()
    {
        Database = Database.Open(Path.Combine(_folder.FullName, "ledger.db"), Time);
        Secrets = new OperationSecrets(new EphemeralDataProtectionProvider());
        Ledger = new OperationLedger(Database, Secrets, Signals, Time);
        Leases = new OperationLeases(Database, Signals, Time);
        Journal = new OperationJournal(Database, Secrets, Signals, Time);
    }

    public ManualTimeProvider Time { get; } = new();

    public OperationSignals Signals { get; } = new();

    public Database Database { get; }

    public OperationSecrets Secrets { get; }

    public OperationLedger Ledger { get; }

    public OperationLeases Leases { get; }

    public OperationJournal Journal { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static OperationRequest Request(string virtualMachine = "web-01", string? key = null, OperationKind kind = OperationKind.RunTask) => new()
    {
        Kind = kind,
        Target = OperationTarget.VirtualMachine(virtualMachine),
        Timeout = TimeSpan.FromMinutes(5),
        IdempotencyKey = key,
    };

    public async Task<Operation> SubmitAsync(OperationRequest? request = null) =>
        (await Ledger.SubmitAsync([request ?? Request()], "tester", Token))[0].Operation;

    public async Task<Operation> GetAsync(Guid id) =>
        await Ledger.FindAsync(id, Token) ?? throw new InvalidOperationException($"No operation {id}");

    /// <summary>Starts a worker that carries everything out with <paramref name="runner"/>.</summary>
    public async Task<OperationWorker> StartWorkerAsync(IOperationRunner runner, string node = "node-1", int concurrency = 8)
    {
        var options = new ServerOptions();
        options.Operations.Concurrency = concurrency;
        var execution = new OperationExecution([runner], Leases, Journal, Time, NullLogger<OperationExecution>.Instance);
        var worker = new OperationWorker(
            Leases, Signals, execution, new NodeIdentity(node), Options.Create(options), Time, NullLogger<OperationWorker>.Instance);
        _workers.Add(worker);
        await worker.StartAsync(Token);
        return worker;
    }

    /// <summary>Waits until the operation is as <paramref name="condition"/> wants it.</summary>
    public async Task<Operation> WaitForAsync(Guid id, Func<Operation, bool> condition)
    {
        using var subscription = Signals.Subscribe(id);
        while (true)
        {
            var operation = await GetAsync(id);
            if (condition(operation))
            {
                return operation;
            }

            await subscription.Signal.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token);
        }
    }

    public Task<Operation> WaitForAsync(Guid id, OperationState state) => WaitForAsync(id, operation => operation.State == state);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.StopAsync(CancellationToken.None);
            worker.Dispose();
        }

        await Database.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>A runner that does what the test says.</summary>
internal sealed class DelegateRunner(Func<OperationRun, CancellationToken, Task<OperationEnd>> run) : IOperationRunner
{
    public bool Carries(OperationKind kind) => true;

    public Task<OperationEnd> RunAsync(OperationRun operation, CancellationToken cancellationToken) => run(operation, cancellationToken);
}
