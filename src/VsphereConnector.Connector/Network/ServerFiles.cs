using System.Net;
using System.Net.Http.Headers;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Enrolment;
using VsphereConnector.Connector.Local;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Network;

/// <summary>
/// Files between the endpoint and its server, over mutual TLS beside the channel. A transfer that breaks goes on where it stopped, at each
/// server in turn, with back-off.
/// </summary>
internal sealed class ServerFiles(IMachine machine, ConnectorFolder folder, LiveSettings live, IdentityStore identities, LocalOperations followed)
{
    /// <summary>So many failures in a row, without a byte between them, end a transfer.</summary>
    public const int MostFailures = 8;

    private const int BufferBytes = 128 * 1024;

    private readonly IMachineFiles _files = machine.Files;

    /// <summary>Brings a package, where it is not there yet; returns its path. Its hash is checked either way.</summary>
    /// <exception cref="OperationFailedException">It cannot be had.</exception>
    public async Task<string> FetchPackageAsync(string sha256, CancellationToken cancellationToken)
    {
        _files.CreateDirectory(folder.Packages, FileModes.PrivateExecutable);
        var path = ConnectorFolder.Join(folder.Packages, sha256);
        if (await IsThereAsync(path, sha256, cancellationToken))
        {
            return path;
        }

        var part = $"{path}.part";
        try
        {
            await WithRetriesAsync(
                client => FetchRestAsync(client, sha256, part, cancellationToken),
                () => LengthOf(part),
                () => _files.KindOf(path) == FileKind.File,
                cancellationToken);
        }
        catch (IOException exception) when (DiskFull.Is(exception))
        {
            _files.Delete(part);
            throw new OperationFailedException(TransferErrors.DiskFull(folder.Packages));
        }

        if (await IsThereAsync(path, sha256, cancellationToken))
        {
            // The server has put it there meanwhile.
            _files.Delete(part);
            return path;
        }

        if (await FileHash.OfAsync(_files, part, cancellationToken) is var actual && actual != sha256)
        {
            _files.Delete(part);
            throw new OperationFailedException(TransferErrors.Damaged(sha256, actual));
        }

        _files.Move(part, path);
        return path;
    }

    /// <summary>
    /// Puts a file among those of an operation on the server. Where the server follows the operation over a local channel it fetches the
    /// file, which is moved to where it stays until then, and returned.
    /// </summary>
    /// <exception cref="OperationFailedException">The server does not take it, or is not reached.</exception>
    public async Task<FileOnEndpoint?> BringAsync(Guid operationId, string name, string path, string sha256, CancellationToken cancellationToken)
    {
        await WithRetriesAsync(
            client => PutAsync(client, operationId, name, path, sha256, cancellationToken), () => 0, () => followed.Contains(operationId), cancellationToken);
        return followed.Contains(operationId) ? Keep(operationId, name, path, sha256) : null;
    }

    private FileOnEndpoint Keep(Guid operationId, string name, string path, string sha256)
    {
        var kept = ConnectorFolder.Join(folder.FilesOf(operationId), name);
        _files.CreateDirectory(folder.FilesOf(operationId), FileModes.PrivateExecutable);
        _files.Move(path, kept);
        return new FileOnEndpoint(name, kept, LengthOf(kept), sha256);
    }

    private async Task<bool> PutAsync(
        HttpClient client, Guid operationId, string name, string path, string sha256, CancellationToken cancellationToken)
    {
        await using var content = _files.OpenRead(path);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{ConnectorPaths.OperationFile(operationId, name)}?sha256={sha256}");
        request.Content = new StreamContent(content, BufferBytes);
        request.Content.Headers.ContentLength = content.Length;
        using var response = await client.SendAsync(request, cancellationToken);
        await ThrowIfRefusedAsync(response, TransferErrors.NotTaken, cancellationToken);
        return true;
    }

    /// <summary>What is there and is not what it should be is thrown away.</summary>
    private async Task<bool> IsThereAsync(string path, string sha256, CancellationToken cancellationToken)
    {
        if (_files.KindOf(path) != FileKind.File)
        {
            return false;
        }

        var isRight = await FileHash.OfAsync(_files, path, cancellationToken) == sha256;
        if (!isRight)
        {
            _files.Delete(path);
        }

        return isRight;
    }

    private async Task<bool> FetchRestAsync(HttpClient client, string sha256, string part, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ConnectorPaths.Package(sha256));
        if (LengthOf(part) is > 0 and var have)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // All of it is here already, or more than there is: the hash tells.
            return true;
        }

        await ThrowIfRefusedAsync(response, TransferErrors.NotGiven, cancellationToken);
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            _files.Delete(part);
        }

        DemandRoom(response.Content.Headers.ContentLength ?? 0);
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var target = _files.OpenAppend(part, FileModes.Private);
        await content.CopyToAsync(target, BufferBytes, cancellationToken);
        return true;
    }

    private void DemandRoom(long needed)
    {
        if (needed > TransferLimits.MaximumPackageBytes || _files.FreeBytes(folder.Packages) < needed)
        {
            throw new OperationFailedException(TransferErrors.DiskFull(folder.Packages));
        }
    }

    private long LengthOf(string path)
    {
        if (_files.KindOf(path) != FileKind.File)
        {
            return 0;
        }

        using var stream = _files.OpenRead(path);
        return stream.Length;
    }

    /// <param name="transfer">One try.</param>
    /// <param name="progress">How many bytes are there.</param>
    /// <param name="isNeedless">The server has come another way meanwhile.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task WithRetriesAsync(
        Func<HttpClient, Task<bool>> transfer, Func<long> progress, Func<bool> isNeedless, CancellationToken cancellationToken)
    {
        var failures = 0;
        for (var attempt = 0; !isNeedless(); attempt++)
        {
            var settings = live.Current;
            var url = settings.ServerUrls[attempt % settings.ServerUrls.Count];
            var trust = new ServerTrust(settings.CertificateAuthority, machine.Time);
            var before = progress();
            try
            {
                using var handler = ServerConnection.CreateHandler(machine, settings, trust, identities.Open(attempt).Identity.ForTls);
                using var client = new HttpClient(handler, disposeHandler: false) { BaseAddress = new Uri(url), Timeout = Timeout.InfiniteTimeSpan };
                await transfer(client);
                return;
            }
            catch (Exception exception) when (ServerFailure.Is(exception) && !cancellationToken.IsCancellationRequested
                && !(exception is IOException disk && DiskFull.Is(disk)))
            {
                failures = progress() > before ? 1 : failures + 1;
                if (failures >= MostFailures)
                {
                    throw new OperationFailedException(TransferErrors.NotReached(ServerFailure.Describe(exception, url, trust)));
                }
            }

            await Task.Delay(BackOff.Delay(failures, machine.Random.NextDouble()), machine.Time, cancellationToken);
        }
    }

    /// <summary>A refusal ends the transfer; what may pass is a failure like a broken connection.</summary>
    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, Func<string, OperationError> error, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        if (response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
        {
            throw new HttpRequestException($"The server answers {(int)response.StatusCode}.", inner: null, response.StatusCode);
        }

        var reason = ServerProblem.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        throw new OperationFailedException(error(reason.Length > 0 ? reason : $"It answers {(int)response.StatusCode}."));
    }
}
