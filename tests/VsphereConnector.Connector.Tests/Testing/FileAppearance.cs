namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>Waits for a file, without polling.</summary>
internal sealed class FileAppearance : IDisposable
{
    private readonly TaskCompletionSource _appeared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FileSystemWatcher _watcher;

    public FileAppearance(string path)
    {
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!) { EnableRaisingEvents = true };
        _watcher.Renamed += (_, _) => Look(path);
        _watcher.Created += (_, _) => Look(path);
        Look(path);
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _appeared.Task.WaitAsync(cancellationToken);

    public void Dispose() => _watcher.Dispose();

    private void Look(string path)
    {
        if (File.Exists(path))
        {
            _appeared.TrySetResult();
        }
    }
}
