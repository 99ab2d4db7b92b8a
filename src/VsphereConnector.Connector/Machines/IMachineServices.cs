namespace VsphereConnector.Connector.Machines;

/// <summary>The Windows services of a machine. Failures are <see cref="IOException"/>s with the system's reason.</summary>
internal interface IMachineServices
{
    /// <summary>Null where there is no such service.</summary>
    MachineService? Find(string name);

    /// <summary>As LocalSystem, with delayed automatic start.</summary>
    void Create(string name, string displayName, string commandLine);

    void Start(string name);

    void Stop(string name);

    void Delete(string name);
}

/// <summary>A Windows service as it is configured, and how it is.</summary>
internal sealed record MachineService(string CommandLine, string Account, ServiceStart Start, ServiceState State);

internal enum ServiceStart
{
    DelayedAutomatic,
    Automatic,
    Manual,
    Disabled,
}

internal enum ServiceState
{
    Stopped,
    Running,

    /// <summary>Starting, stopping or paused.</summary>
    Changing,
}
