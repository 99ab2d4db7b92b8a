using System.IO.Compression;
using System.Text;
using System.Text.Json;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Operations.RetrieveLogs;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Operations;

/// <summary>On an installed connector, asked over its channel.</summary>
public sealed class RetrieveLogsTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private TestServerChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Log => $"{_installation.Machine.Folder.Logs}/vlink.log";

    public async ValueTask InitializeAsync() => (_installation, _channel) = await TestInstallation.InstallAsync(Token);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Retrieve_BringsTheWholeLogOldestFirstWithoutSecrets()
    {
        Write($"{Log}.2", "2026-01-01T00:00:00.000Z INFO  oldest password=one");
        Write($"{Log}.1", "2026-01-02T00:00:00.000Z INFO  older\n  second line, token: two");
        var (result, text) = await RetrieveAsync(new());
        Assert.False(result.IsCut);
        Assert.Equal(text.Length, result.TextBytes);
        Assert.Equal(text.Count(letter => letter == '\n'), result.Lines);
        Assert.StartsWith(
            $"==> {Log}.2 <==\n2026-01-01T00:00:00.000Z INFO  oldest password={Redactor.Mark}\n"
            + $"==> {Log}.1 <==\n2026-01-02T00:00:00.000Z INFO  older\n  second line, token: {Redactor.Mark}\n==> {Log} <==\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains("The channel to", text, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_installation.Machine.Folder.Work));
    }

    [Fact]
    public async Task Retrieve_OfATime_BringsItsLinesAlone()
    {
        Write(Log, string.Concat(Enumerable.Range(10, 10).Select(hour => $"2026-01-01T{hour}:00:00.000Z INFO  at {hour}\n  more of {hour}\n")));
        var (_, text) = await RetrieveAsync(new() { From = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero), To = new(2026, 1, 1, 13, 30, 0, TimeSpan.Zero) });
        Assert.Equal(
            $"==> {Log} <==\n2026-01-01T12:00:00.000Z INFO  at 12\n  more of 12\n2026-01-01T13:00:00.000Z INFO  at 13\n  more of 13\n", text);
    }

    [Fact]
    public async Task Retrieve_OfMoreThanWanted_BringsTheNewest()
    {
        Write($"{Log}.1", string.Concat(Enumerable.Range(0, 1000).Select(number => $"2026-01-01T00:00:00.000Z INFO  line {number}\n")));
        Write(Log, "2026-01-02T00:00:00.000Z INFO  last");
        var (result, text) = await RetrieveAsync(new() { MaximumBytes = 2000, To = new(2026, 1, 3, 0, 0, 0, TimeSpan.Zero) });
        Assert.True(result.IsCut);
        Assert.InRange(text.Length, 1900, 2000);
        Assert.EndsWith("INFO  last\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("line 100\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retrieve_WhenTheServerIsNotReady_TriesAgain()
    {
        _installation.Server.Refusals = 2;
        var (result, _) = await RetrieveAsync(new());
        Assert.True(result.Lines > 0);
    }

    [Theory]
    [InlineData("""{"maximumBytes":1}""")]
    [InlineData("""{"from":"2026-01-02T00:00:00Z","to":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"from":"yesterday"}""")]
    public async Task Retrieve_WithWrongParameters_IsRefused(string parameters)
    {
        var end = await _channel.RunAsync(OperationKind.RetrieveLogs, JsonDocument.Parse(parameters).RootElement, Token);
        Assert.Equal("bad-parameters", end.Error?.Code);
        Assert.Empty(_installation.Server.Files);
    }

    private static void Write(string path, string text) => File.WriteAllText(path, text);

    private async Task<(RetrieveLogsResult Result, string Text)> RetrieveAsync(RetrieveLogsParameters parameters)
    {
        var element = JsonSerializer.SerializeToElement(parameters, ContractsJson.Default.RetrieveLogsParameters);
        var end = await _channel.RunAsync(OperationKind.RetrieveLogs, element, Token);
        Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.ToString());
        var result = end.Result!.Value.Deserialize(ContractsJson.Default.RetrieveLogsResult)!;
        var content = _installation.Server.Files[(end.OperationId, RetrieveLogsHandler.FileName)];
        Assert.Equal(content.Length, result.Bytes);
        using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return (result, await reader.ReadToEndAsync(Token));
    }
}
