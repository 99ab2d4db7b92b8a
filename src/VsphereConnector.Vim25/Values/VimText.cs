using System.Buffers.Text;
using System.Globalization;
using System.Xml;

namespace VsphereConnector.Vim25.Values;

/// <summary>Scalars in the lexical forms of XML Schema.</summary>
internal static class VimText
{
    public static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number);

    public static bool TryParse(string text, out double number)
    {
        number = text switch
        {
            "INF" => double.PositiveInfinity,
            "-INF" => double.NegativeInfinity,
            _ => double.NaN,
        };
        return !double.IsNaN(number) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    public static bool TryParse(string text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite,
            out moment);

    public static bool TryParse(string text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64.IsValid(text, out var length))
            return false;
        bytes = new byte[length];
        return Convert.TryFromBase64String(text, bytes, out _);
    }

    public static string Format(double number) => XmlConvert.ToString(number);

    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
