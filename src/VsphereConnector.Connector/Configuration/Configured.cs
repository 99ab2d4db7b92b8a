using System.Security.Cryptography;
using System.Text.Json;
using VsphereConnector.Connector.Enrolment;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Configuration;

/// <summary>What an installed connector reads when it starts.</summary>
internal sealed record Configured(ConnectorSettings Settings, EnrolmentRecord Enrolment)
{
    /// <exception cref="ConfigurationException">A file is missing or broken; the message says which, and what to do.</exception>
    public static Configured Read(IMachineFiles files, ConnectorFolder folder)
    {
        var settings = Parse(files, folder.Configuration, content => SettingsFile.Parse(content));
        var enrolment = Parse(files, folder.Enrolment, content =>
            JsonSerializer.Deserialize(content, ConnectorJson.Default.EnrolmentRecord) ?? throw new JsonException("It is empty."));
        Parse(files, folder.Identity, content =>
        {
            using var identity = ConnectorIdentity.Parse(content);
            return identity.Ends;
        });
        return new(settings, enrolment);
    }

    private static T Parse<T>(IMachineFiles files, string path, Func<byte[], T> parse)
    {
        try
        {
            return parse(files.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or CryptographicException or ConfigurationException)
        {
            throw new ConfigurationException($"'{path}' cannot be used: {exception.Message} Install the connector anew.");
        }
    }
}

/// <summary>What the connector was given to work with is missing or wrong; the message says what to do.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
