using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Guest;

/// <summary>One guest manager on one server. All its methods begin with the VM and the credentials.</summary>
internal sealed class GuestService(VimClient client, ManagedObjectReference self)
{
    public Task<VimValue> InvokeAsync(
        string method, ManagedObjectReference vm, GuestAuthentication auth, Action<VimWriter>? arguments, CancellationToken cancellationToken) =>
        InvokeAsync(method, vm, auth, "auth", arguments, cancellationToken);

    public Task<VimValue> InvokeAsync(
        string method,
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string authName,
        Action<VimWriter>? arguments,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vm);
        ArgumentNullException.ThrowIfNull(auth);
        return client.InvokeAsync(
            self,
            method,
            writer =>
            {
                writer.Write("vm", vm);
                auth.WriteTo(writer, authName);
                arguments?.Invoke(writer);
            },
            cancellationToken);
    }
}
