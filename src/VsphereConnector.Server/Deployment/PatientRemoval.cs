namespace VsphereConnector.Server.Deployment;

/// <summary>Removes the folder of a program that has just ended: Windows lets go of the program's file a moment later.</summary>
internal static class PatientRemoval
{
    private const int TriesAtMost = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <param name="remove">Removes it.</param>
    /// <param name="isRefused">Whether an exception of it may be for that reason; the last one is thrown.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(Func<Task> remove, Func<Exception, bool> isRefused, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await remove();
                return;
            }
            catch (Exception exception) when (tries < TriesAtMost && isRefused(exception))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
