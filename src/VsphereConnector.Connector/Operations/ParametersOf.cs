using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace VsphereConnector.Connector.Operations;

/// <summary>Reads the parameters of an operation.</summary>
internal static class ParametersOf
{
    /// <exception cref="OperationFailedException">There are none, or they are not of this kind.</exception>
    public static T Read<T>(JsonElement? element, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return element?.Deserialize(type) ?? throw new OperationFailedException(OperationErrors.BadParameters("The operation has no parameters."));
        }
        catch (JsonException exception)
        {
            // The message of the parser may quote the content, and with it a secret.
            throw new OperationFailedException(OperationErrors.BadParameters($"The parameters cannot be read at {exception.Path ?? "their beginning"}."));
        }
    }
}
