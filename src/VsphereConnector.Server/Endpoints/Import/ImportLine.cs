namespace VsphereConnector.Server.Endpoints.Import;

/// <summary>One endpoint of an import, before it is looked at.</summary>
/// <param name="Line">Where it begins in the file; null where it comes from no file.</param>
/// <param name="Input">What it says.</param>
/// <param name="Broken">Why it could not be read; null where it could.</param>
internal sealed record ImportLine(int? Line, EndpointInput Input, string? Broken = null);
