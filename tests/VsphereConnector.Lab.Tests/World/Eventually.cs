using System.Globalization;

namespace VsphereConnector.Lab.Tests.World;

/// <summary>Waits for what real processes do in their own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static Task TrueAsync(Func<bool> condition, Func<string> otherwise, TimeSpan timeout, CancellationToken token) =>
        TrueAsync(() => Task.FromResult(condition()), otherwise, timeout, token);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> otherwise, TimeSpan timeout, CancellationToken token)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > timeout)
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"Waited {timeout} in vain: {otherwise()}"));

            await Task.Delay(Interval, TimeProvider.System, token);
        }
    }
}
