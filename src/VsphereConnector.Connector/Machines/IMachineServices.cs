namespace VsphereConnector.Connector.Machines;

/// <summary>The Windows services of a machine. Failures are <see cref="IOException"/>s with the system's reason.</summary>
internal interface IMachineServices
{
    /// <summary>Null where there is no such service.</summary>
    MachineService? Find(string name);

    /// <summary>The names of the services that begin so.</summary>
    IReadOnlyList<string> FindAll(string prefix);

    void Create(NewService service);

    /// <summary>Makes a service what it is to be; an account that is not given stays.</summary>
    void Change(NewService service);

    void Start(string name);

    void Stop(string name);

    /// <summary>One that runs goes when it stops. No failure where it is about to go already.</summary>
    void Delete(string name);

    /// <summary>An account that a service is to log on as; null where there is none.</summary>
    MachineAccount? FindAccount(string name);

    /// <summary>Does the work of a service in this process, which the system started for that; its token is the system's word to stop.</summary>
    /// <returns>What the work returned.</returns>
    Task<int> ServeAsync(string name, Func<CancellationToken, Task<int>> work);
}

/// <summary>A Windows service that is to be made.</summary>
internal sealed record NewService
{
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>The program, in quotes, and its arguments.</summary>
    public required string CommandLine { get; init; }

    public required ServiceStart Start { get; init; }

    /// <summary>What it runs as; null for LocalSystem.</summary>
    public ServiceLogon? Logon { get; init; }
}

/// <summary>The account of a service, with its password; null for accounts that have none to know, such as managed service accounts.</summary>
internal sealed record ServiceLogon(string Account, string? Password)
{
    /// <summary>Services have it where nothing else is said.</summary>
    public const string LocalSystem = "LocalSystem";

    public static ServiceLogon System { get; } = new(LocalSystem, "");

    public bool IsSystem => Account == LocalSystem;

    /// <summary>As services have it: an account of the machine begins with <c>.\</c>.</summary>
    public string FullName => IsSystem || Account.AsSpan().ContainsAny('\\', '@') ? Account : $@".\{Account}";

    /// <summary>Never shows the password.</summary>
    public override string ToString() => Account;
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
