using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Tests.Configuration;

public sealed class ServerConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("configuration-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_OfNothing_IsTheDefaults()
    {
        var options = ServerConfiguration.Load(null, []).Options;

        Assert.Equal(TimeSpan.FromMinutes(5), options.Operations.TimeoutOf(OperationKind.InstallConnector));
    }

    [Fact]
    public void Load_FileAndFlags_TheFlagsWin()
    {
        var file = Write("c.json", """{"Operations":{"Concurrency":5,"RetentionDays":7,"Timeouts":{"RunTask":"01:00:00"}}}""");

        var options = ServerConfiguration.Load(file, ["--Operations:Concurrency=6"]).Options;

        Assert.Equal((6, 7), (options.Operations.Concurrency, options.Operations.RetentionDays));
        Assert.Equal(TimeSpan.FromHours(1), options.Operations.TimeoutOf(OperationKind.RunTask));
        Assert.Equal(TimeSpan.FromMinutes(1), options.Operations.TimeoutOf(OperationKind.GetStatus));
    }

    [Fact]
    public void Load_WrongTypesAndUnknownKeys_AreToldAllAtOnce()
    {
        var file = Write("c.json", """{"Operations":{"Concurrency":"many","Lease":"long","Colour":"red"},"Lsten":{},"VCenters":"x","Serilog":{}}""");

        var problems = Problems(() => ServerConfiguration.Load(file, ["--Operations:Timeouts:Dance=00:01:00", "stray"]));

        Assert.Equal(
            ["Lsten", "Operations:Colour", "Operations:Concurrency", "Operations:Lease", "Operations:Timeouts:Dance", "VCenters", "stray"],
            problems.Select(problem => problem.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Load_ValuesOutOfRange_AreToldAllAtOnceWithWhatIsAllowed()
    {
        var problems = Problems(() => ServerConfiguration.Load(null,
        [
            "--Operations:Concurrency=0", "--Listen:Api=http://0.0.0.0:80", "--Listen:Connectors=http://127.0.0.1:443",
            "--Listen:KeyFile=/nowhere/key.pem", "--VCenters:0:Name=a", "--VCenters:0:Url=ftp://x", "--VCenters:0:Username=u",
            "--VCenters:0:PasswordFile=/nowhere/p", "--VCenters:0:Thumbprint=12", "--Deployment:PollMost=00:00:01",
            "--Deployment:ConnectorPrograms:linux-x64=/nowhere/vlink",
        ]));

        Assert.Equal(
            [
                "Deployment:ConnectorPrograms:linux-x64", "Deployment:PollMost", "Listen:Api", "Listen:CertificateFile", "Listen:Connectors",
                "Listen:KeyFile", "Operations:Concurrency", "VCenters:0:PasswordFile", "VCenters:0:Thumbprint", "VCenters:0:Url",
            ],
            problems.Select(problem => problem.Key).Order(StringComparer.Ordinal));
        Assert.All(problems, problem => Assert.NotEmpty(problem.Allowed));
    }

    [Fact]
    public void Load_PasswordFileThatOthersCanRead_IsRefused()
    {
        var file = Write("password", "secret");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var problem = Assert.Single(Problems(() => ServerConfiguration.Load(
            null, ["--GuestLogons:0:Name=a", "--GuestLogons:0:Username=u", $"--GuestLogons:0:PasswordFile={file}"])));

        Assert.Equal("GuestLogons:0:PasswordFile", problem.Key);
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BrokenOrMissingFile_SaysSo()
    {
        Assert.Single(Problems(() => ServerConfiguration.Load(Write("broken.json", "{"), [])));
        Assert.Single(Problems(() => ServerConfiguration.Load(Path.Combine(_folder.FullName, "missing.json"), [])));
    }

    [Fact]
    public void DataFolder_InUse_IsRefusedAndPrivate()
    {
        var path = Path.Combine(_folder.FullName, "data");
        using (DataFolder.Open(path))
        {
            Assert.Throws<DataFolderInUseException>(() => DataFolder.Open(path));
            Assert.True(OperatingSystem.IsWindows()
                || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }

        using var again = DataFolder.Open(path);
    }

    private static IReadOnlyList<ConfigurationProblem> Problems(Action load) => Assert.Throws<ConfigurationException>(load).Problems;

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
