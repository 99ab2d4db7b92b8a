namespace VsphereConnector.Simulator.Sessions;

/// <summary>Names of users: <c>administrator@vsphere.local</c> logs in, <c>VSPHERE.LOCAL\administrator</c> is what sessions, events and permissions show.</summary>
internal static class Principal
{
    public static string Of(string userName) => userName.Split('@') is [var name, var domain] ? $"{domain.ToUpperInvariant()}\\{name}" : userName;
}
