using System.Globalization;
using Serilog;
using Serilog.Events;

namespace VsphereConnector.Server.Configuration;

/// <summary>The log: files in the data folder, by day, and for people the console. The section <c>Serilog</c> changes or adds to it.</summary>
internal static class ServerLog
{
    private const string ConsoleLine = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";
    private const string FileLine = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {EventId} {SourceContext}: {Message:lj}{NewLine}{Exception}";
    private const int DaysKept = 31;
    private const long MostBytesOfOneFile = 100 * 1024 * 1024;

    public static ILoggingBuilder AddServerLog(this ILoggingBuilder logging, DataFolder folder, IConfiguration source, bool toConsole)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error) // its keys are files of mode 0600
            .MinimumLevel.Override("Microsoft.Hosting", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal) // the command line tells why it did not start
            .MinimumLevel.Override(typeof(Api.ApiTokenAuthentication).FullName!, LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .WriteTo.File(
                Path.Combine(folder.Folder("logs"), "server-.log"),
                outputTemplate: FileLine,
                formatProvider: CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: MostBytesOfOneFile,
                retainedFileCountLimit: DaysKept);
        if (toConsole)
        {
            log.WriteTo.Console(outputTemplate: ConsoleLine, formatProvider: CultureInfo.InvariantCulture);
        }

        return logging.AddSerilog(log.ReadFrom.Configuration(source).CreateLogger(), dispose: true);
    }
}
