using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Drivers;

/// <inheritdoc/>
internal sealed class LinuxMachine(Guest guest) : TestedMachine
{
    public Guest Guest => guest;

    public override string Parent => guest.Files + "/usr/local/intigua";

    public override string Program => "vAgentManager/vlink";

    public override string Scratch => guest.Files + "/root";

    public override string PrintingTask => "echo to-output; echo to-error >&2; exit 3";

    public override string SecretTask => "[ \"$SECRET\" = geheimnis ] && echo known";

    public override string WaitingTask => "echo run >>/root/runs; echo before; while [ ! -e /root/go ]; do sleep 0.2; done; echo after";

    public override string SleepingTask => "exec sleep 4711";

    public override byte[] Agent => AgentZip.Heartbeat();

    /// <summary>It is there already: the guest can reach no source.</summary>
    public override string Patch => "procps";

    public override Task CutPortAsync(int port, CancellationToken token) => guest.CutPortAsync(port, token);

    public override Task RestorePortAsync(int port, CancellationToken token) => guest.RestorePortAsync(port, token);

    public override async Task<IReadOnlyList<string>> ProcessesAsync(CancellationToken token) =>
        (await guest.ShellAsync("ps -e -o args=", token)).Split('\n');

    public override Task AssertInstalledAsync(CancellationToken token) => InstalledConnector.AssertSoundAsync(guest, token);

    public override void AssertPatched(OperationView operation) => Assert.True(operation.State == "Success", operation.ToString());

    public override Task AssertNothingTemporaryAsync(CancellationToken token) => InstalledConnector.AssertNothingTemporaryAsync(guest, token);

    public override async Task AssertNothingLeftAsync(CancellationToken token)
    {
        await Eventually.TrueAsync(() => !Directory.Exists(Parent), () => "the connector's folder is still there", TimeSpan.FromSeconds(60), token);
        Assert.Equal("", await guest.ShellAsync("ls -d /etc/rc5.d/*vlink* /var/run/vlink* /etc/intigua 2>/dev/null || true", token));
        await AssertNothingTemporaryAsync(token);
    }
}
