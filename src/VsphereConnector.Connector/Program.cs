using System.Runtime.InteropServices;
using VsphereConnector.Connector;
using VsphereConnector.Connector.Machines.Local;
using VsphereConnector.Connector.Windows;

using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var endRequest = OperatingSystem.IsWindows() ? EndRequest.Listen(stop.Cancel) : null;
if (OperatingSystem.IsWindows() && args is ["run"])
{
    Utf8Console.Open();
}

_ = IdleMemory.KeepSmallAsync(TimeProvider.System, stop.Token);
return await ConnectorProgram.RunAsync(new LocalMachine(), args, Console.Out, Console.Error, stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
