using System.IO.Compression;
using System.Text;
using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.RetrieveLogs;

/// <summary>Brings the logs to the server: the wanted lines, secrets removed, compressed into one file among those of the operation.</summary>
internal sealed class RetrieveLogsHandler(IMachine machine, ConnectorFolder folder, ServerFiles server) : IOperationHandler
{
    public const string FileName = "vlink-logs.txt.gz";

    public OperationKind Kind => OperationKind.RetrieveLogs;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var parameters = Checked(start.Parameters is null ? new() : ParametersOf.Read(start.Parameters, ContractsJson.Default.RetrieveLogsParameters));
        machine.Files.CreateDirectory(folder.Work, FileModes.WorkFolder);
        var path = ConnectorFolder.Join(folder.Work, $"{start.OperationId:D}.log.gz");
        try
        {
            var result = await WriteAsync(path, parameters, cancellationToken);
            var kept = await server.BringAsync(start.OperationId, FileName, path, result.Sha256, cancellationToken);
            return new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.RetrieveLogsResult), Files: kept is null ? null : [kept]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OperationFailedException(NotWritten(exception));
        }
        finally
        {
            machine.Files.Delete(path);
        }
    }

    private async Task<RetrieveLogsResult> WriteAsync(string path, RetrieveLogsParameters parameters, CancellationToken cancellationToken)
    {
        var selection = new LogSelection(machine.Files, folder, parameters);
        var surplus = selection.Lines().Sum(line => (long)LogSelection.SizeOf(line)) - parameters.MaximumBytes;
        var isCut = surplus > 0;
        var (bytes, lines) = (0L, 0);
        await using (var gzip = new GZipStream(machine.Files.OpenAppend(path, FileModes.Private), CompressionLevel.Optimal))
        {
            foreach (var line in selection.Lines())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var size = LogSelection.SizeOf(line);
                if (surplus > 0)
                {
                    surplus -= size;
                }
                else if (bytes + size <= parameters.MaximumBytes)
                {
                    await gzip.WriteAsync(Encoding.UTF8.GetBytes($"{line}\n"), cancellationToken);
                    (bytes, lines) = (bytes + size, lines + 1);
                }
            }
        }

        await using var written = machine.Files.OpenRead(path);
        return new RetrieveLogsResult
        {
            FileName = FileName,
            Bytes = written.Length,
            Sha256 = await FileHash.OfAsync(machine.Files, path, cancellationToken),
            TextBytes = bytes,
            Lines = lines,
            IsCut = isCut,
        };
    }

    private static RetrieveLogsParameters Checked(RetrieveLogsParameters parameters)
    {
        if (parameters.MaximumBytes is < RetrieveLogsParameters.LeastMaximumBytes or > RetrieveLogsParameters.MostMaximumBytes)
        {
            throw new OperationFailedException(OperationErrors.BadParameters(
                $"maximumBytes must be from {RetrieveLogsParameters.LeastMaximumBytes} to {RetrieveLogsParameters.MostMaximumBytes}."));
        }

        return parameters.From <= parameters.To || parameters.From is null || parameters.To is null
            ? parameters
            : throw new OperationFailedException(OperationErrors.BadParameters("'from' must not be later than 'to'."));
    }

    private static OperationError NotWritten(Exception exception) => new(
        "logs-not-written",
        $"The logs could not be put together: {exception.Message}",
        "Make room on the endpoint's disk, or ask for less of the logs.");
}
