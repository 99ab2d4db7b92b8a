using System.Data;
using System.Text.Json;
using Dapper;

namespace VsphereConnector.Server.Storage;

/// <summary>How .NET's types are written into columns: times as Unix milliseconds, durations as milliseconds, ids and JSON as text.</summary>
internal static class ColumnTypes
{
    private static readonly Lock Registering = new();
    private static bool registered;

    public static void Register()
    {
        lock (Registering)
        {
            if (registered)
            {
                return;
            }

            DefaultTypeMap.MatchNamesWithUnderscores = true;
            Use(new TimeColumn());
            Use(new DurationColumn());
            Use(new IdColumn());
            Use(new JsonColumn());
            registered = true;
        }
    }

    private static void Use<T>(SqlMapper.TypeHandler<T> handler)
        where T : struct
    {
        SqlMapper.RemoveTypeMap(typeof(T));
        SqlMapper.RemoveTypeMap(typeof(T?));
        SqlMapper.AddTypeHandler(handler);
    }

    private sealed class TimeColumn : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUnixTimeMilliseconds();

        public override DateTimeOffset Parse(object value) => DateTimeOffset.FromUnixTimeMilliseconds((long)value);
    }

    private sealed class DurationColumn : SqlMapper.TypeHandler<TimeSpan>
    {
        public override void SetValue(IDbDataParameter parameter, TimeSpan value) => parameter.Value = (long)value.TotalMilliseconds;

        public override TimeSpan Parse(object value) => TimeSpan.FromMilliseconds((long)value);
    }

    private sealed class IdColumn : SqlMapper.TypeHandler<Guid>
    {
        public override void SetValue(IDbDataParameter parameter, Guid value) => parameter.Value = value.ToString("D");

        public override Guid Parse(object value) => Guid.ParseExact((string)value, "D");
    }

    private sealed class JsonColumn : SqlMapper.TypeHandler<JsonElement>
    {
        public override void SetValue(IDbDataParameter parameter, JsonElement value) => parameter.Value = value.GetRawText();

        public override JsonElement Parse(object value) => JsonElement.Parse((string)value);
    }
}
