namespace VsphereConnector.Contracts.Installation;

/// <summary>The last line that <c>vlink install</c> prints: what it did, for the record.</summary>
public sealed record InstallReport
{
    /// <summary>Who the connector is; null where it did not get as far as that.</summary>
    public Guid? ConnectorId { get; init; }

    /// <summary>The version that was installed.</summary>
    public required string Version { get; init; }

    /// <summary>The account that really ran the installer.</summary>
    public required string Account { get; init; }

    /// <summary>The folder of the connector.</summary>
    public required string Folder { get; init; }

    /// <summary>How it is started from now on: <c>systemd</c>, <c>sysv</c> or <c>service</c>.</summary>
    public required string StartedBy { get; init; }
}

/// <summary>How the runner script or <c>vlink install</c> ended. Whatever is not 0 has taken back what it made.</summary>
public static class InstallExitCodes
{
    /// <summary>Installed, enrolled and started.</summary>
    public const int Success = 0;

    /// <summary>Something that none of the others names; the output says what.</summary>
    public const int Failed = 1;

    /// <summary>The program is for another architecture or operating system.</summary>
    public const int WrongArchitecture = 10;

    /// <summary>No folder was found that programs can be started from.</summary>
    public const int NotExecutable = 11;

    /// <summary>The upload is not what was sent.</summary>
    public const int Damaged = 12;

    /// <summary>Not enough room on the disk.</summary>
    public const int DiskFull = 13;

    /// <summary>The account may not install.</summary>
    public const int NotPermitted = 14;

    /// <summary>The server refused the enrolment: the token has expired or is used up.</summary>
    public const int EnrolmentRefused = 15;

    /// <summary>The server could not be reached from the endpoint, or its certificate is not the expected one.</summary>
    public const int ServerUnreachable = 16;

    /// <summary>The program did not start: a loader or library is missing (musl instead of glibc, most often).</summary>
    public const int CannotStart = 17;
}
