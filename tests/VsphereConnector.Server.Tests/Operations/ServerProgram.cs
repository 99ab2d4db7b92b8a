using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace VsphereConnector.Server.Tests.Operations;

/// <summary>The real program on a data folder, to be killed in the middle of its work and started again.</summary>
internal sealed partial class ServerProgram(string dataFolder)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<string> CreateTokenAsync()
    {
        using var process = Start("token", "create", "--name", "tester");
        var token = (await process.StandardOutput.ReadToEndAsync(Token)).Trim();
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
        return token;
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    public async Task<RunningProgram> ServeAsync(string token, params string[] arguments)
    {
        var process = Start(["serve", "--Listen:Api=http://127.0.0.1:0", "--Listen:Connectors=https://127.0.0.1:0", .. arguments]);
        var output = "";
        while (await process.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(120), Token) is { } line)
        {
            output += line;
            if (ApiAddress().Match(line) is { Success: true } address)
            {
                var client = new HttpClient { BaseAddress = new Uri(address.Groups["url"].Value) };
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
                return new RunningProgram(process, client);
            }
        }

        throw new InvalidOperationException($"The server did not start: {output}");
    }

    private Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "vsphere-connector.dll"), .. arguments, $"--DataFolder={dataFolder}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;

    [GeneratedRegex(@"API at (?<url>http://\S+?),", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ApiAddress();
}

/// <summary>A server that runs; disposing kills it.</summary>
internal sealed record RunningProgram(Process Process, HttpClient Client) : IDisposable
{
    public void Dispose()
    {
        Client.Dispose();
        if (!Process.HasExited)
        {
            Process.Kill();
            Process.WaitForExit();
        }

        Process.Dispose();
    }
}
