using System.Text.RegularExpressions;

namespace VsphereConnector.Server.Preparation;

/// <summary>What a <c>PrepareAccount</c> operation may be told.</summary>
internal sealed partial record PrepareAccountParameters
{
    /// <summary>The account that is to become one that the connector can run as. Default: the one that the endpoint names.</summary>
    public string? Account { get; init; }

    /// <summary>Whether it is a name that a sudoers file and a shell take for nothing else.</summary>
    public static bool IsAccount(string? account) => account is { Length: <= 64 } && AccountName().IsMatch(account);

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.@-]*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AccountName();
}

/// <summary>What a <c>PrepareAccount</c> operation did.</summary>
internal sealed record PrepareAccountResult
{
    public required string Account { get; init; }

    /// <summary>The group that it is a member of; null for root, which needs none.</summary>
    public string? Group { get; init; }

    /// <summary>It was no member before.</summary>
    public bool JoinedGroup { get; init; }

    /// <summary>The file with its entry; null for root.</summary>
    public string? File { get; init; }

    /// <summary>The file was not there, or not so.</summary>
    public bool WroteFile { get; init; }

    /// <summary>What people should know, such as that sessions of the account do not have the group yet.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
