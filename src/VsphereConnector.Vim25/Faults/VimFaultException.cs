namespace VsphereConnector.Vim25.Faults;

/// <summary>A call ended in a fault. Classify it by the type of <see cref="Fault"/>, never by its text.</summary>
public sealed class VimFaultException : VimException
{
    /// <summary>Makes the exception of a fault.</summary>
    /// <param name="method">The method that was called, or whose task failed.</param>
    /// <param name="fault">The fault.</param>
    public VimFaultException(string method, MethodFault fault)
        : base($"{method} failed: {fault}")
    {
        Method = method;
        Fault = fault;
    }

    /// <summary>The method that was called, such as <c>StartProgramInGuest</c>.</summary>
    public string Method { get; }

    /// <summary>The fault.</summary>
    public MethodFault Fault { get; }
}
