using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Credentials;

/// <summary>
/// Tells whether two secrets are the same without keeping either: a keyed hash of account and secret (HMAC-SHA256). The key is in the data
/// folder, encrypted, and never in the database: who has only that cannot try passwords against the hashes.
/// </summary>
internal sealed class SecretFingerprints(DataFolder folder, IDataProtectionProvider protection)
{
    private const int KeyBytes = 32;

    private readonly Lazy<byte[]> _key = new(() => Open(
        Path.Combine(folder.Path, "fingerprint.key"), protection.CreateProtector("VsphereConnector.SecretFingerprints")));

    public string Of(string account, CredentialSecret secret)
    {
        // No secret has a zero in it (requests are checked for that): no two have the same text.
        var text = $"{account.ToLowerInvariant()}\0{secret.Password}\0{secret.PrivateKey}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes(text)));
    }

    // Where it cannot be read any more a new one does no harm: all logons are unproved again.
    private static byte[] Open(string path, IDataProtector protector)
    {
        try
        {
            return protector.Unprotect(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or CryptographicException)
        {
            var key = RandomNumberGenerator.GetBytes(KeyBytes);
            OwnerFile.Write(path, protector.Protect(key));
            return key;
        }
    }
}
