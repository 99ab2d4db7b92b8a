using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Extensions;

/// <summary>Registers extensions, such as plug-ins of the vSphere Client (vSphere's <c>ExtensionManager</c>). ESXi has none.</summary>
public sealed class ExtensionManager
{
    private readonly VimClient _client;

    internal ExtensionManager(VimClient client) => _client = client;

    private ManagedObjectReference Self => _client.Require(_client.ServiceContent.ExtensionManager, "ExtensionManager");

    /// <summary>Reads an extension (<c>FindExtension</c>); null if it is not registered.</summary>
    public async Task<Extension?> FindExtensionAsync(string extensionKey, CancellationToken cancellationToken = default)
    {
        var extension = await _client
            .InvokeAsync(Self, "FindExtension", arguments => arguments.Write("extensionKey", extensionKey), cancellationToken)
            .ConfigureAwait(false);
        return extension.AsObject() is { } fields ? Extension.From(fields) : null;
    }

    /// <summary>Registers an extension (<c>RegisterExtension</c>).</summary>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.InvalidArgument"/>: the key is taken, or a field is wrong.</exception>
    public Task RegisterExtensionAsync(Extension extension, CancellationToken cancellationToken = default) =>
        WriteAsync("RegisterExtension", extension, cancellationToken);

    /// <summary>Replaces an extension's registration (<c>UpdateExtension</c>).</summary>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.NotFound"/>: it is not registered.</exception>
    public Task UpdateExtensionAsync(Extension extension, CancellationToken cancellationToken = default) =>
        WriteAsync("UpdateExtension", extension, cancellationToken);

    /// <summary>Removes an extension (<c>UnregisterExtension</c>).</summary>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.NotFound"/>: it is not registered.</exception>
    public Task UnregisterExtensionAsync(string extensionKey, CancellationToken cancellationToken = default) =>
        _client.InvokeAsync(Self, "UnregisterExtension", arguments => arguments.Write("extensionKey", extensionKey), cancellationToken);

    /// <summary>Sets the certificate by which the extension logs in (<c>SetExtensionCertificate</c>).</summary>
    /// <param name="extensionKey">The extension.</param>
    /// <param name="certificatePem">The certificate; null for the one of this client's handshake.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task SetExtensionCertificateAsync(string extensionKey, string? certificatePem, CancellationToken cancellationToken = default) =>
        _client.InvokeAsync(
            Self,
            "SetExtensionCertificate",
            arguments =>
            {
                arguments.Write("extensionKey", extensionKey);
                arguments.Write("certificatePem", certificatePem);
            },
            cancellationToken);

    private Task<VimValue> WriteAsync(string method, Extension extension, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(extension);
        var now = _client.TimeProvider.GetUtcNow();
        return _client.InvokeAsync(
            Self, method, arguments => arguments.WriteObject("extension", null, writer => extension.WriteTo(writer, now)), cancellationToken);
    }
}
