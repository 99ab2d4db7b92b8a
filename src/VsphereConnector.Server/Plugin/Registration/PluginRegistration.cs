using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Faults;

namespace VsphereConnector.Server.Plugin.Registration;

/// <summary>The plug-in's registration in one vCenter: made, compared and removed. Doing any of it again does no harm.</summary>
internal static class PluginRegistration
{
    /// <exception cref="PluginRegistrationException">The server takes no plug-ins.</exception>
    public static async Task<Extension?> FindAsync(VimClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ExtensionManager.FindExtensionAsync(PluginIdentity.Key, cancellationToken);
        }
        catch (Exception exception) when (exception is NotSupportedByServerException
            or VimFaultException { Fault: ManagedObjectNotFound or MethodNotFound or NotSupported or NotImplemented })
        {
            throw new PluginRegistrationException(
                $"{client.ServiceContent.About.FullName} has no extension manager: an ESXi host, say, takes no plug-ins; register in a vCenter.");
        }
    }

    /// <summary>Registers <paramref name="extension"/>, or brings what is registered up to date, where there is something to do.</summary>
    public static async Task<RegistrationChange> RegisterAsync(VimClient client, Extension extension, CancellationToken cancellationToken)
    {
        if (await FindAsync(client, cancellationToken) is not { } registered)
        {
            await client.ExtensionManager.RegisterExtensionAsync(extension, cancellationToken);
            return RegistrationChange.Registered;
        }

        if (RegistrationDifference.Between(registered, extension).Count == 0)
        {
            return RegistrationChange.None;
        }

        await client.ExtensionManager.UpdateExtensionAsync(extension, cancellationToken);
        return RegistrationChange.Updated;
    }

    public static async Task<RegistrationChange> UnregisterAsync(VimClient client, CancellationToken cancellationToken)
    {
        if (await FindAsync(client, cancellationToken) is null)
        {
            return RegistrationChange.None;
        }

        await client.ExtensionManager.UnregisterExtensionAsync(PluginIdentity.Key, cancellationToken);
        return RegistrationChange.Removed;
    }
}

/// <summary>What was done to a registration.</summary>
internal enum RegistrationChange
{
    None,
    Registered,
    Updated,
    Removed,
}

/// <summary>The plug-in cannot be registered, for the reason that is said.</summary>
internal sealed class PluginRegistrationException(string message) : Exception(message);
