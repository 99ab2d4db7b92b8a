using System.Text;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Channels.Clients;
using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

/// <summary>What is handed to OpenSSH and to shells, and what they say.</summary>
public sealed class SshTextTests : IDisposable
{
    private static readonly SshHostKey Key = new("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIICk33YQfjIebRYFFmt5R/2uiRNPHRf6KtpsPJCY+cSf");

    private static readonly SshTarget Target = new()
    {
        Host = "web-01.example",
        User = "jetuser",
        Authentication = new SshPassword("secret"),
        HostKeys = new SshHostKeyPolicy([Key]),
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ssh-text-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("web-01", "jetuser")]
    [InlineData("10.0.0.1", "DOMAIN\\some user")]
    [InlineData("fe80::1", "user@domain.example")]
    [InlineData("::1", "jürgen")]
    public async Task Check_OfATargetThatSshTakes_IsFineAndSshReadsItAsItIs(string host, string user)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ssh"), "OpenSSH's client is not installed.");
        var target = Target with { Host = host, User = user, Port = 2222 };

        target.Check();

        PrivateFile.Write(Path.Combine(_folder.FullName, "config"), ClientConfiguration.Master(target, new SshOptions { Folder = "/" }, "ssh -W '[x]:1' y"));
        var (exitCode, output, error) = await SshGuest.RunAsync("ssh", "-F", Path.Combine(_folder.FullName, "config"), "-l", user, "-G", ClientConfiguration.Endpoint);
        Assert.True(exitCode == 0, error);
        Assert.Superset(
            new HashSet<string> { $"hostname {host}", $"user {user}", "port 2222", "stricthostkeychecking true", "numberofpasswordprompts 1", "proxycommand ssh -W '[x]:1' y" },
            output.Split('\n').ToHashSet());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-oProxyCommand=id")]
    [InlineData("a b")]
    [InlineData("a\nProxyCommand id")]
    [InlineData("user@host")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("a;id")]
    [InlineData("*")]
    [InlineData("a,b")]
    [InlineData("ho\u0301st")]
    public void Check_OfAHostThatIsNone_SaysSo(string host) => AssertBad(Target with { Host = host });

    [Theory]
    [InlineData("")]
    [InlineData("-oProxyCommand=id")]
    [InlineData("a -oProxyCommand=id")]
    [InlineData("a\nb")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("it's")]
    [InlineData("\"")]
    [InlineData("a\\")]
    public void Check_OfAUserThatIsNone_SaysSo(string user) => AssertBad(Target with { User = user });

    [Fact]
    public void Check_OfWhatElseCannotBeHandedOver_SaysSo()
    {
        AssertBad(Target with { Port = 0 });
        AssertBad(Target with { Port = 65536 });
        AssertBad(Target with { Authentication = new SshPassword("two\nlines") });
        AssertBad(Target with { Authentication = new SshPassword(new string('x', 1001)) });
        AssertBad(Target with { Jump = Target with { Host = "-x" } });
    }

    [Fact]
    public void Check_OfAnything_LetsNothingThroughThatCouldEndALineOrBeAnOption() => Check.QuickThrowOnFailure(Prop.ForAll<string, string>((host, user) =>
    {
        try
        {
            (Target with { Host = host ?? "", User = user ?? "" }).Check();
        }
        catch (SshException)
        {
            return true;
        }

        return host is [not '-', ..] && user is [not '-', ..] && !host.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) && !user.Any(char.IsControl);
    }));

    [Fact]
    public async Task Quote_OfAnything_IsOneWordForAShell()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "There is no POSIX shell.");
        var words = Gen.Sample(ArbMap.Default.ArbFor<string>().Generator, 100).Select(word => (word ?? "").Replace("\0", "", StringComparison.Ordinal))
            .Concat(["", "'", "''", "\\", "a b", "-n", "$HOME", "`id`", "a\nb", "!"]).Select(Encodable).ToList();

        var (exitCode, output, error) = await SshGuest.RunAsync("/bin/sh", "-c", $"for word in {string.Join(' ', words.Select(ShellText.Quote))}; do printf '%s\\0' \"$word\"; done");

        Assert.True(exitCode == 0, error);
        Assert.Equal(words, output.Split('\0')[..^1]);
    }

    [Fact]
    public async Task Fingerprint_IsTheOneOfSshKeygen()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ssh-keygen"), "OpenSSH's client is not installed.");
        var file = Path.Combine(_folder.FullName, "key.pub");
        await File.WriteAllTextAsync(file, $"{Key.Type} {Key.Blob}\n", Token);

        Assert.Contains($" {Key.Fingerprint} ", (await SshGuest.RunAsync("ssh-keygen", "-lf", file)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIICk33YQfjIebRYFFmt5R/2uiRNPHRf6KtpsPJCY+cSf")]
    [InlineData("ssh-ed25519 AAAA")]
    [InlineData("ssh-ed25519 not!base64")]
    public void TryParse_OfNoKey_IsFalse(string line) => Assert.False(SshHostKey.TryParse(line, out _));

    [Fact]
    public async Task For_FindsWhatSshWouldFind()
    {
        var other = Key.Blob.Replace("+cSf", "+cSg", StringComparison.Ordinal);
        var text = $"""
            # a comment
            web-01.example,10.0.0.1 {Key.Type} {Key.Blob} of web-01
            [web-01.example]:2222 {Key.Type} {other}
            *.lab.example,!bad.lab.example {Key.Type} {Key.Blob}
            @cert-authority *.ca.example {Key.Type} {Key.Blob}
            revoked.example {Key.Type} {Key.Blob}
            @revoked * {Key.Type} {Key.Blob.Replace("+cSf", "+cSh", StringComparison.Ordinal)}
            revoked.example {Key.Type} {Key.Blob.Replace("+cSf", "+cSh", StringComparison.Ordinal)}
            broken line
            """;
        var file = Path.Combine(_folder.FullName, "known_hosts");
        await File.WriteAllTextAsync(file, $"hashed.example {Key.Type} {Key.Blob}\n", Token);
        await SshGuest.RunAsync("ssh-keygen", "-H", "-f", file);
        var known = KnownHosts.Parse(text + "\n" + await File.ReadAllTextAsync(file, Token));

        Assert.Equal([Key], known.For("WEB-01.example", 22));
        Assert.Equal([Key], known.For("10.0.0.1", 22));
        Assert.Equal([Key with { Blob = other }], known.For("web-01.example", 2222));
        Assert.Equal([Key], known.For("good.lab.example", 22));
        Assert.Empty(known.For("bad.lab.example", 22));
        Assert.Equal([Key with { IsAuthority = true }], known.For("a.ca.example", 22));
        Assert.Equal([Key], known.For("revoked.example", 22));
        Assert.Equal([Key], known.For("hashed.example", 22));
        Assert.Empty(known.For("unknown.example", 22));
        Assert.Equal(["Line 9 is not HOSTS TYPE KEY."], known.Problems);
    }

    [Fact]
    public void Parsers_OfAnything_Answer() => Check.QuickThrowOnFailure(Prop.ForAll<string[]>(lines =>
    {
        List<string> texts = [.. lines.Select(line => line ?? "")];
        var salted = texts.SelectMany(line => new[] { line, $"|1|{line}|{line} {Key.Type} {Key.Blob}", $"{line} {Key.Type} {Key.Blob}", $"@revoked {line}", $"debug1: Server host key: {line}" }).ToList();
        _ = KnownHosts.Parse(string.Join('\n', salted)).For("host", 22);
        return ConnectFailure.Classify(Target, salted, TimeSpan.FromSeconds(1)).Error.Remedy.Length > 0
            && StartFailure.Classify(Target, new SshSudo(), string.Join('\n', salted), 1).Error.Remedy.Length > 0
            && salted.All(line => SshHostKey.TryParse(line, out _) || ClientProgram.ReadVersion(line) is null || line.Length > 0);
    }));

    [Theory]
    [InlineData("OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026", "9.2")]
    [InlineData("OpenSSH_10.0p2", "10.0")]
    [InlineData("OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2", "9.5")]
    [InlineData("Dropbear v2022.83", null)]
    [InlineData("OpenSSH_99999999999999999999.1", null)]
    public void ReadVersion_OfABanner_IsItsVersion(string banner, string? version) => Assert.Equal(version, ClientProgram.ReadVersion(banner)?.ToString());

    [Theory]
    [InlineData(nameof(SshFault.PermissionDenied), "Host key verification failed.", "jetuser@h: Permission denied (publickey,password).")]
    [InlineData(nameof(SshFault.HostKeyChanged), "Permission denied (x).", "Host key verification failed.")]
    [InlineData(nameof(SshFault.NotNegotiable), "Unable to negotiate with 10.0.0.1 port 22: no matching key exchange method found. Their offer: diffie-hellman-group1-sha1")]
    [InlineData(nameof(SshFault.NotReachable), "ssh: connect to host 10.0.0.1 port 22: No route to host")]
    [InlineData(nameof(SshFault.NotReachable), "ssh: connect to host 10.0.0.1 port 22: Connection timed out")]
    [InlineData(nameof(SshFault.Refused), "kex_exchange_identification: Connection closed by remote host", "Connection closed by 10.0.0.1 port 22")]
    [InlineData(nameof(SshFault.ClientUnusable), "master.conf: line 7: Bad configuration option: updatehostkeys", "master.conf: terminating, 1 bad configuration options")]
    [InlineData(nameof(SshFault.ConnectionLost))]
    public void Classify_OfLastWords_IsWhatTheySay(string fault, params string[] log) =>
        Assert.Equal(fault, $"{ConnectFailure.Classify(Target, log, TimeSpan.FromSeconds(1)).Fault}");

    private static string Encodable(string word) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(word));

    private static void AssertBad(SshTarget target) => Assert.Equal(SshFault.BadTarget, Assert.Throws<SshException>(target.Check).Fault);
}
