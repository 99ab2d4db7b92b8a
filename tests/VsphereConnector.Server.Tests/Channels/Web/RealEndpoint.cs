using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using VsphereConnector.Connector;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Enrolment;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Machines.Local;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Tests.Channels.Web;

/// <summary>The connector's own code at work in a temporary folder of this machine, with this machine's processes.</summary>
internal sealed class RealEndpoint : IMachine, IAsyncDisposable
{
    private readonly LocalMachine _local = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("vlink");
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Stream> _streams = [];
    private Task _running = Task.CompletedTask;
    private volatile bool _isCut;

    public TimeProvider Time => _local.Time;

    public Random Random => _local.Random;

    public IMachineFiles Files => _local.Files;

    public IMachineProcesses Processes => _local.Processes;

    public IMachineServices Services => _local.Services;

    public IMachinePipes Pipes => _local.Pipes;

    public IMachineRegistry Registry => _local.Registry;

    public TimeSpan? Uptime => _local.Uptime;

    public string ProgramPath => Path.Combine(_directory.FullName, "vAgentManager", "vlink");

    public string Account => _local.Account;

    public bool IsAdministrator => _local.IsAdministrator;

    public bool IsLocalSystem => false;

    public long ResidentBytes => _local.ResidentBytes;

    public string Folder => _directory.FullName;

    public Contracts.Operations.MemoryStatus? ReadMemory() => _local.ReadMemory();

    public MachineIdentity ReadIdentity() => _local.ReadIdentity() with { BiosUuid = "4206a5a0-0000-0000-0000-000000000001" };

    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (_isCut)
        {
            throw new SocketException((int)SocketError.NetworkUnreachable);
        }

        var stream = await _local.ConnectAsync(host, port, cancellationToken);
        _streams.Add(stream);
        return stream;
    }

    /// <summary>From now on it reaches no other machine.</summary>
    public void CutNetwork()
    {
        _isCut = true;
        foreach (var stream in _streams)
        {
            stream.Dispose();
        }
    }

    /// <summary>Enrols and opens the channel; returns the connector's id.</summary>
    public async Task<Guid> StartAsync(RunningServer server, string instanceUuid)
    {
        var settings = new ConnectorSettings
        {
            ServerUrls = [server.ConnectorUrl.GetLeftPart(UriPartial.Authority)],
            CertificateAuthority = server.Get<CertificateAuthority>().CertificatePem,
        };
        return await StartAsync(settings, await server.TokenAsync(instanceUuid));
    }

    /// <summary>Enrols, then runs with these settings, or with other addresses of the server.</summary>
    public async Task<Guid> StartAsync(ConnectorSettings settings, string token, params string[] serverUrls)
    {
        var enrolled = await new Enroller(this, settings).EnrolAsync(token, TestContext.Current.CancellationToken);
        settings = serverUrls.Length == 0 ? settings : settings with { ServerUrls = serverUrls };
        var folder = ConnectorFolder.Of(this);
        Files.CreateDirectory(folder.Path, FileModes.PrivateExecutable);
        Files.WriteAtomically(folder.Identity, enrolled.Identity, FileModes.Private);
        Files.WriteAtomically(
            folder.Configuration, JsonSerializer.SerializeToUtf8Bytes(settings, ContractsJson.Default.ConnectorSettings), FileModes.Private);
        var log = new ConnectorLog(Files, folder, Time);
        _running = new ConnectorService(this, folder, new Configured(settings, enrolled.Record), new DaemonStatus(this, folder), log).RunAsync(_stop.Token);
        return enrolled.Record.ConnectorId;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _directory.Delete(recursive: true);
    }
}
