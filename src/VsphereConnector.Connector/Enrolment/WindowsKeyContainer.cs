using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Connector.Enrolment;

/// <summary>
/// An RSA key in a container of Windows' cryptographic service provider, where Schannel finds it for a certificate; removed with this object.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class WindowsKeyContainer : IDisposable
{
    public const int KeyBits = 3072;

    private const int RsaAesProvider = 24, KeyExchange = 1;
    private const uint KeyProviderInformation = 2;
    private const string ProviderName = "Microsoft Enhanced RSA and AES Cryptographic Provider";

    private readonly string _name = $"vlink-{Guid.NewGuid():N}";
    private readonly RSACryptoServiceProvider _key;

    /// <exception cref="CryptographicException">The text has no such key.</exception>
    public WindowsKeyContainer(string privateKeyPem)
    {
        // Closed and opened again: Wine writes a container only when it is closed, and Schannel opens it by its name.
        using (var imported = Open(CspProviderFlags.NoFlags))
        {
            imported.ImportFromPem(privateKeyPem);
        }

        _key = Open(CspProviderFlags.UseExistingKey);
    }

    /// <exception cref="CryptographicException">The certificate is for another key.</exception>
    public void Join(X509Certificate2 certificate)
    {
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(_key.ExportSubjectPublicKeyInfo()))
        {
            throw new CryptographicException("The private key does not belong to the certificate.");
        }

        fixed (char* container = _name)
        fixed (char* provider = ProviderName)
        {
            var information = new ProviderInformation
            {
                Container = container, Provider = provider, ProviderType = RsaAesProvider, KeySpec = KeyExchange,
            };
            if (!CertSetCertificateContextProperty(certificate.Handle, KeyProviderInformation, 0, &information))
            {
                throw new CryptographicException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
            }
        }
    }

    public void Dispose()
    {
        _key.PersistKeyInCsp = false;
        _key.Dispose();
    }

    // In the store of the account that the connector runs as: no other needs it, and Wine's Schannel looks nowhere else.
    private RSACryptoServiceProvider Open(CspProviderFlags flags) => new(
        KeyBits, new CspParameters(RsaAesProvider, ProviderName, _name) { KeyNumber = KeyExchange, Flags = flags });

    [LibraryImport("crypt32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CertSetCertificateContextProperty(nint certificate, uint property, uint flags, void* data);

    /// <summary>CRYPT_KEY_PROV_INFO of wincrypt.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProviderInformation
    {
        public char* Container;
        public char* Provider;
        public uint ProviderType;
        public uint Flags;
        public uint ParameterCount;
        public void* Parameters;
        public uint KeySpec;
    }
}
