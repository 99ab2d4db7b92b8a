using VsphereConnector.Connector.Configuration;
using VsphereConnector.Contracts;

namespace VsphereConnector.Connector.Daemon;

/// <summary>A copy of an enrolled machine has its identity on disk, and must not use it.</summary>
internal static class CloneRule
{
    public const string Explanation =
        "This machine is a copy of the one that was enrolled, or the original is connected: install the connector anew to give it an identity of its own.";

    public static bool MayConnect(EnrolmentRecord enrolment, MachineIdentity now) => MachineIdentity.AreSame(enrolment.Machine, now);
}
