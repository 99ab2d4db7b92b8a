using VsphereConnector.Connector.Logging;

namespace VsphereConnector.Connector.Tests.Logging;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("password=S3cret!")]
    [InlineData("db_password: 'S3cret with blanks'")]
    [InlineData("""{"user":"a","Password":"S3cret\"more S3cret","x":1}""")]
    [InlineData("""payload "{\"token\":\"S3cret\",\"n\":1}" sent""")]
    [InlineData("Authorization: Basic S3cretS3cret==")]
    [InlineData("authorization = Custom a=S3cret, b=S3cret")]
    [InlineData("curl -H 'Bearer S3cretS3cretS3cret'")]
    [InlineData("connecting to https://admin:S3cret@db.example:5432/x")]
    [InlineData("proxy http://S3cret@proxy:3128")]
    [InlineData("tool --api-key S3cret --verbose")]
    [InlineData("tool --password \"S3cret two\" --verbose")]
    [InlineData("AWS_SECRET_ACCESS_KEY=S3cret/with+signs")]
    [InlineData("Set-Cookie: session=S3cret; path=/")]
    [InlineData("MY.client-secret : S3cret")]
    public void Redact_OfALineWithASecret_TakesItOut(string line)
    {
        var redacted = new Redactor().Redact(line);
        Assert.DoesNotContain("S3cret", redacted, StringComparison.Ordinal);
        Assert.Contains(Redactor.Mark, redacted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end")]
    [InlineData("jwt AKIAIOSFODNN7EXAMPLE end")]
    [InlineData("jwt ghp_abcdefghijklmnopqrstuvwxyz0123 end")]
    public void Redact_OfAKnownKindOfKey_TakesOutTheKeyAlone(string line) => Assert.Equal($"jwt {Redactor.Mark} end", new Redactor().Redact(line));

    [Theory]
    [InlineData("2026-01-01T00:00:00.000Z INFO  The channel to https://connector.example:443 is open.")]
    [InlineData("Operation 2f1c9b5e-0000-0000-0000-000000000000 (RunTask) ended: Succeeded.")]
    [InlineData("The password was refused.")]
    [InlineData("")]
    public void Redact_OfALineWithoutASecret_LeavesItAsItIs(string line) => Assert.Equal(line, new Redactor().Redact(line));

    [Fact]
    public void Redact_OfAPrivateKey_TakesOutItsLines()
    {
        var redactor = new Redactor();
        string[] lines = ["before", "key: -----BEGIN EC PRIVATE KEY-----", "MHcCAQEE", "abc", "-----END EC PRIVATE KEY-----", "after"];
        Assert.Equal(["before", $"key: {Redactor.Mark}", Redactor.Mark, Redactor.Mark, Redactor.Mark, "after"], lines.Select(redactor.Redact));
    }

    [Fact]
    public void Redact_OfAnEvilLine_Ends()
    {
        var line = string.Concat(Enumerable.Repeat("token-pwd.secret", 4000)) + " \"\\\"\\\"\\\"";
        new Redactor().Redact(line);
    }
}
