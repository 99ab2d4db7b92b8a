using System.Net;
using System.Threading.RateLimiting;

namespace VsphereConnector.Server.Enrolment;

/// <summary>Counts refused enrolments by address, so that tokens cannot be guessed in bulk; what succeeds is never held up.</summary>
internal sealed class EnrolmentFailures : IDisposable
{
    public const string RetryAfterSeconds = "60";

    /// <summary>Many guests may come from one address, and a wrong setting makes all of them fail.</summary>
    private const int AllowedPerMinute = 100;

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetFixedWindowLimiter(
            address, _ => new FixedWindowRateLimiterOptions { PermitLimit = AllowedPerMinute, Window = TimeSpan.FromMinutes(1) }));

    public bool TooMany(IPAddress address)
    {
        using var lease = _limiter.AttemptAcquire(address, permitCount: 0);
        return !lease.IsAcquired;
    }

    public void Add(IPAddress address) => _limiter.AttemptAcquire(address).Dispose();

    public void Dispose() => _limiter.Dispose();
}
