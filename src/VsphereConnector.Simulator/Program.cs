using VsphereConnector.Simulator.CommandLine;

return await SimulatorCommand.Create().Parse(args).InvokeAsync();
