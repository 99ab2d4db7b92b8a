using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Triggers.Rules;

/// <summary>
/// Windows of local time in which something may begin. Where clocks are put forward, the hour that is left out is in no window; where they
/// are put back, the hour that comes twice is in its window twice.
/// </summary>
internal sealed record MaintenanceSchedule
{
    private const int MinutesAhead = 9 * 24 * 60;

    [Description("The time zone by its IANA name, such as Europe/Berlin or UTC.")]
    public string TimeZone { get; init; } = "UTC";

    [Description("The windows; it is open in each of them.")]
    public IReadOnlyList<MaintenanceWindow> Windows { get; init; } = [];

    public bool IsOpen(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, Zone()).DateTime;
        return Windows.Any(window => window.Holds(local));
    }

    /// <summary>The first moment from <paramref name="moment"/> on at which it is open, to the minute; null where there is none.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset moment)
    {
        if (IsOpen(moment))
        {
            return moment;
        }

        // Minute by minute: whatever clocks do meanwhile, this is right.
        var minute = new DateTimeOffset(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        return Enumerable.Range(1, MinutesAhead).Select(ahead => (DateTimeOffset?)minute.AddMinutes(ahead)).FirstOrDefault(next => IsOpen(next!.Value));
    }

    private TimeZoneInfo Zone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}

/// <summary>A window of local time on some days of the week.</summary>
internal sealed record MaintenanceWindow
{
    public const string TimeForm = "HH:mm";

    [Description("The days on which it begins, such as Saturday; empty: every day.")]
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    [Description("When it begins, such as 22:00.")]
    public string From { get; init; } = "";

    [Description("When it ends, such as 04:00; at or before its beginning: on the next day.")]
    public string To { get; init; } = "";

    [JsonIgnore]
    public TimeOnly FromTime => TimeOnly.ParseExact(From, TimeForm, CultureInfo.InvariantCulture);

    [JsonIgnore]
    public TimeOnly ToTime => TimeOnly.ParseExact(To, TimeForm, CultureInfo.InvariantCulture);

    public bool Holds(DateTime local)
    {
        var (time, from, to) = (TimeOnly.FromDateTime(local), FromTime, ToTime);
        return from < to
            ? On(local) && time >= from && time < to
            : (On(local) && time >= from) || (On(local.AddDays(-1)) && time < to);
    }

    private bool On(DateTime day) => Days.Count == 0 || Days.Contains(day.DayOfWeek);
}
