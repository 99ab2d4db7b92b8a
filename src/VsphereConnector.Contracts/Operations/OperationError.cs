namespace VsphereConnector.Contracts.Operations;

/// <summary>Why something did not work, and what to do about it.</summary>
/// <param name="Code">A stable name for programs, such as <c>guest-logon-refused</c>.</param>
/// <param name="Message">What happened, in one sentence.</param>
/// <param name="Remedy">What the reader can do, in one sentence.</param>
public sealed record OperationError(string Code, string Message, string Remedy);
