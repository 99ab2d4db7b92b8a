using System.Security.Cryptography;
using System.Text;

namespace VsphereConnector.Server.Plugin.Sessions;

/// <summary>Stands for a client's session token and its vCenter where sessions are kept: from the hash nobody gets the token back.</summary>
internal readonly record struct SessionKey(string Hash)
{
    public static SessionKey Of(string token, Guid vCenter) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{vCenter:D}\n{token}"))));
}
