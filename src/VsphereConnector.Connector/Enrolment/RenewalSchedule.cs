namespace VsphereConnector.Connector.Enrolment;

/// <summary>When a certificate is renewed.</summary>
internal static class RenewalSchedule
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(10), LongestRetry = TimeSpan.FromHours(1);

    /// <summary>After two thirds of its life and a random part of the twentieth that follows.</summary>
    public static DateTimeOffset Due(DateTimeOffset begins, DateTimeOffset ends, double chance)
    {
        var life = ends - begins;
        return begins + (life * (2 / 3.0)) + (life * (chance / 20));
    }

    /// <summary>After a failure: a tenth of what is left, at least 10 s and at most an hour, less a random half.</summary>
    public static TimeSpan Retry(DateTimeOffset now, DateTimeOffset ends, double chance)
    {
        var tenth = (ends - now) / 10;
        var bounded = tenth < ShortestRetry ? ShortestRetry : tenth > LongestRetry ? LongestRetry : tenth;
        return bounded * (1 - (chance / 2));
    }
}
