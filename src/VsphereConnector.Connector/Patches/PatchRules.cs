using System.Text.RegularExpressions;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Patches;

/// <summary>What parameters of patches must be: names and versions become arguments, and none may be taken for an option.</summary>
internal static partial class PatchRules
{
    private const int MostPackages = 1000;

    /// <exception cref="OperationFailedException">They are wrong.</exception>
    public static void Check(InstallPatchParameters parameters)
    {
        var sources = new[] { parameters.Packages.Count > 0, parameters.Sha256 is not null, parameters.AllSecurityUpdates };
        Throw(
            [
                .. sources.Count(given => given) == 1 ? Array.Empty<string>() : ["Exactly one of packages, sha256 and allSecurityUpdates must be given."],
                .. parameters.Sha256 is null || TransferLimits.IsSha256(parameters.Sha256) ? Array.Empty<string>() : ["sha256 is not a SHA-256 in lower-case hex."],
                .. (parameters.Sha256 is null) == (parameters.FileName is null) ? Array.Empty<string>() : ["fileName goes with sha256."],
                .. parameters.FileName is null || TransferLimits.IsFileName(parameters.FileName) ? Array.Empty<string>() : ["fileName is not a name of letters, digits, dots, hyphens and underscores."],
                .. PackageErrors(parameters.Packages),
                .. WindowErrors(parameters.Restart),
            ]);
    }

    /// <exception cref="OperationFailedException">They are wrong.</exception>
    public static void Check(UninstallPatchParameters parameters) => Throw(
        [
            .. parameters.Packages.Count > 0 ? Array.Empty<string>() : ["packages names none."],
            .. PackageErrors(parameters.Packages),
            .. WindowErrors(parameters.Restart),
        ]);

    private static IEnumerable<string> PackageErrors(IReadOnlyList<PatchName> packages) =>
        packages.Count > MostPackages ? [$"packages names more than {MostPackages}."]
        : packages.Where(package => package?.Name is null || !Word().IsMatch(package.Name) || (package.Version is { } version && !Word().IsMatch(version)))
            .Select(package => $"'{package?.Name} {package?.Version}' is not a name with a version.");

    private static IEnumerable<string> WindowErrors(RestartWindow? window) =>
        window is null || window.From < window.To ? [] : ["restart: 'from' is not before 'to'."];

    private static void Throw(IReadOnlyList<string> errors)
    {
        if (errors.Count > 0)
        {
            throw new OperationFailedException(OperationErrors.BadParameters(string.Join(" ", errors)));
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9{][A-Za-z0-9.+:~_{}-]{0,199}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();
}
