using System.Runtime.InteropServices;
using VsphereConnector.Connector;
using VsphereConnector.Connector.Machines.Local;

using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
_ = IdleMemory.KeepSmallAsync(TimeProvider.System, stop.Token);
return await ConnectorProgram.RunAsync(new LocalMachine(), args, Console.Out, Console.Error, stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
