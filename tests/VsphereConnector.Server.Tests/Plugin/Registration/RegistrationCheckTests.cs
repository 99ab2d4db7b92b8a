using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VsphereConnector.Server.Tests.Plugin.Registration;

public sealed class RegistrationCheckTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhenTheRegistrationIsStale_ThenTheServerSaysSoAtItsStart()
    {
        await using var world = await RegistrationWorld.StartAsync();
        await world.RunAsync("register");
        world.Options.Plugin.PublicUrl = "https://other.example";

        var line = await FirstLineAsync(world);

        Assert.Contains("url", line, StringComparison.Ordinal);
        Assert.Contains("thumbprint", line, StringComparison.Ordinal);
        Assert.DoesNotContain("certificate", line, StringComparison.Ordinal); // not known in the API version of the server's session
        Assert.Contains("vsphere-connector register", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenTheRegistrationIsCurrent_ThenTheServerIsSilent()
    {
        await using var world = await RegistrationWorld.StartAsync();
        await world.RunAsync("register");
        var log = new RegistrationLog();
        await using var server = Build(world, log);

        await server.StartAsync(Cancel);
        while (world.VCenter.Calls["FindExtension"] < 2)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancel);
        await server.StopAsync(Cancel);

        Assert.Empty(log.Lines);
    }

    private static async Task<string> FirstLineAsync(RegistrationWorld world)
    {
        var log = new RegistrationLog();
        await using var server = Build(world, log);
        await server.StartAsync(Cancel);
        var line = await log.First.Task.WaitAsync(Cancel);
        await server.StopAsync(Cancel);
        return line;
    }

    private static WebApplication Build(RegistrationWorld world, RegistrationLog log) =>
        ServerHost.Build(world.Options, services => services.AddSingleton<ILoggerProvider>(log));

    /// <summary>What the check of the registration wrote.</summary>
    private sealed class RegistrationLog : ILoggerProvider, ILogger
    {
        public TaskCompletionSource<string> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) =>
            categoryName.EndsWith("RegistrationCheck", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Enqueue(formatter(state, exception));
            First.TrySetResult(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
