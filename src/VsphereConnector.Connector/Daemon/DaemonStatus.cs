using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Daemon;

/// <summary>Keeps <c>state.json</c> up to date; writes only what changed.</summary>
internal sealed class DaemonStatus(IMachine machine, ConnectorFolder folder)
{
    private readonly Lock _changing = new();
    private DaemonState? _current;

    public void Set(ChannelState channel, string? server, string? detail)
    {
        lock (_changing)
        {
            if (_current is { } before && before.Channel == channel && before.Server == server && before.Detail == detail)
            {
                return;
            }

            Write(new DaemonState
            {
                ProcessId = machine.Processes.CurrentId,
                Version = ConnectorVersion.Current,
                StartedAt = machine.Processes.StartedAt,
                Channel = channel,
                Since = _current?.Channel == channel ? _current.Since : machine.Time.GetUtcNow(),
                Server = server,
                Detail = detail,
                WelcomedLocally = _current?.WelcomedLocally,
            });
        }
    }

    /// <summary>A server has welcomed this process over a local channel.</summary>
    public void SetWelcomedLocally()
    {
        lock (_changing)
        {
            if (_current is { } current)
            {
                Write(current with { WelcomedLocally = machine.Time.GetUtcNow() });
            }
        }
    }

    private void Write(DaemonState state)
    {
        _current = state;
        try
        {
            machine.Files.WriteAtomically(folder.State, JsonSerializer.SerializeToUtf8Bytes(_current, ConnectorJson.Default.DaemonState), FileModes.Readable);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The channel matters more than what is said about it.
        }
    }

    /// <summary>What the daemon said last; null where it said nothing that can be read.</summary>
    public static DaemonState? Read(IMachineFiles files, ConnectorFolder folder)
    {
        try
        {
            return files.KindOf(folder.State) == FileKind.File
                ? JsonSerializer.Deserialize(files.ReadAllBytes(folder.State), ConnectorJson.Default.DaemonState)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
