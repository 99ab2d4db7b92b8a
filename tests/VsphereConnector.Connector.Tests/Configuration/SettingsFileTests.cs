using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Tests.Configuration;

public sealed class SettingsFileTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    private ConnectorSettings Good => new() { ServerUrls = ["https://a:443"], CertificateAuthority = _authority.Pem };

    [Fact]
    public void Parse_OfGoodSettings_IsThem() => Assert.Equal(Good.ServerUrls, SettingsFile.Parse(Bytes(Good)).ServerUrls);

    [Fact]
    public void Parse_OfManyErrors_NamesAllOfThem()
    {
        var bad = Good with
        {
            ServerUrls = ["http://a"], Proxy = "proxy", EnrolmentTimeoutSeconds = 5, CertificateAuthority = "x", ParentFolder = "relative",
        };
        var message = Assert.Throws<ConfigurationException>(() => SettingsFile.Parse(Bytes(bad))).Message;
        Assert.All(
            ["serverUrls", "proxy", "enrolmentTimeoutSeconds", "certificateAuthority", "parentFolder"], name => Assert.Contains(name, message));
    }

    [Fact]
    public void Parse_OfBrokenJson_DoesNotQuoteIt()
    {
        var message = Assert.Throws<ConfigurationException>(() => SettingsFile.Parse("""{"enrolmentToken": secret}"""u8.ToArray())).Message;
        Assert.DoesNotContain("secret", message);
    }

    [Fact]
    public void Parse_OfSettingsWithBytesChanged_IsSettingsOrAConfigurationError()
    {
        var good = Bytes(Good with { ParentFolder = "/opt/x", Proxy = "http://p:1" });
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll<(NonNegativeInt At, byte Value)[]>(changes =>
            {
                var bytes = good.ToArray();
                foreach (var (at, value) in changes)
                {
                    bytes[at.Get * 13 % bytes.Length] = value;
                }

                try
                {
                    return SettingsFile.Parse(bytes) is not null;
                }
                catch (ConfigurationException)
                {
                    return true;
                }
            }));
    }

    [Fact]
    public void Parse_OfAnyText_IsAConfigurationError() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<string?>(text =>
        {
            Assert.Throws<ConfigurationException>(() => SettingsFile.Parse(Encoding.UTF8.GetBytes(text ?? "null")));
            return true;
        }));

    public void Dispose() => _authority.Dispose();

    private static byte[] Bytes(ConnectorSettings settings) => JsonSerializer.SerializeToUtf8Bytes(settings, ContractsJson.Default.ConnectorSettings);
}
