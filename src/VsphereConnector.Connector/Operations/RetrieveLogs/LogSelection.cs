using System.Globalization;
using System.Text;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Operations.RetrieveLogs;

/// <summary>The lines of the logs that are asked for, oldest first, secrets removed. A line without a time belongs to the one before it.</summary>
internal sealed class LogSelection(IMachineFiles files, ConnectorFolder folder, RetrieveLogsParameters parameters)
{
    private const int TimeLength = 24;

    public IEnumerable<string> Lines() => Paths().Where(path => files.KindOf(path) == FileKind.File).SelectMany(LinesOf);

    public static int SizeOf(string line) => Encoding.UTF8.GetByteCount(line) + 1;

    private IEnumerable<string> Paths()
    {
        var own = ConnectorFolder.Join(folder.Logs, ConnectorLog.FileName);
        foreach (var path in WithOlder(own))
        {
            yield return path;
        }

        if (parameters.IncludeAgents)
        {
            var agents = files.List(folder.AgentLogs).Where(name => name.EndsWith(".log", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            foreach (var path in agents.SelectMany(name => WithOlder(ConnectorFolder.Join(folder.AgentLogs, name))))
            {
                yield return path;
            }
        }
    }

    private static IEnumerable<string> WithOlder(string path)
    {
        for (var number = RotatingFile.KeptFiles; number > 0; number--)
        {
            yield return $"{path}.{number}";
        }

        yield return path;
    }

    private IEnumerable<string> LinesOf(string path)
    {
        var redactor = new Redactor();
        var isWanted = parameters.From is null;
        var isFirst = true;
        using var reader = new StreamReader(files.OpenRead(path), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            // Every line is read by the redactor: a key may begin before what is wanted.
            var redacted = redactor.Redact(line);
            isWanted = TimeOf(line) is { } time ? IsWithin(time) : isWanted;
            if (isWanted)
            {
                if (isFirst)
                {
                    yield return $"==> {path} <==";
                    isFirst = false;
                }

                yield return redacted;
            }
        }
    }

    private bool IsWithin(DateTimeOffset time) => (parameters.From is not { } from || time >= from) && (parameters.To is not { } to || time <= to);

    private static DateTimeOffset? TimeOf(string line) =>
        line.Length >= TimeLength
        && DateTimeOffset.TryParseExact(
            line.AsSpan(0, TimeLength), ConnectorLog.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
