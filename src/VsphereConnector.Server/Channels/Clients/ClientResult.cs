namespace VsphereConnector.Server.Channels.Clients;

/// <summary>How a client program ended.</summary>
internal sealed record ClientResult(int ExitCode, string Output, string Error)
{
    private const int Limit = 1024 * 1024;

    /// <summary>Waits for the end of a program that reads nothing; of each output the first MiB is kept.</summary>
    public static async Task<ClientResult> OfAsync(ClientProcess process, CancellationToken cancellationToken)
    {
        process.Input.Close();
        var output = new CapturedOutput(Limit);
        var error = new CapturedOutput(Limit);
        await Task.WhenAll(output.FillAsync(process.Output, cancellationToken), error.FillAsync(process.Error, cancellationToken));
        return new ClientResult(await process.Exited.WaitAsync(cancellationToken), output.ToString(), error.ToString());
    }
}
