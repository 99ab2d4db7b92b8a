using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace VsphereConnector.Server.Endpoints.Import;

/// <summary>
/// Addresses as people write many of them: <c>10.0.0.1-10.0.0.50</c>, <c>10.0.0.1-50</c>, <c>10.0.0.0/28</c> (without network and broadcast
/// address), <c>web-[01-20].example</c>, <c>web-[1,3,7-9]</c>; or a single one. It counts them before it makes any.
/// </summary>
internal sealed partial record AddressPattern
{
    private AddressPattern(string text, UInt128 count, IEnumerable<string> addresses) => (Text, Count, Addresses) = (text, count, addresses);

    public string Text { get; }

    public UInt128 Count { get; }

    /// <summary>Made one by one.</summary>
    public IEnumerable<string> Addresses { get; }

    /// <exception cref="FormatException">It is none of these; the message says why.</exception>
    public static AddressPattern Parse(string text)
    {
        text = text.Trim();
        if (text.Contains('['))
        {
            return Names(text);
        }

        if (text.Contains('/'))
        {
            return Network(text);
        }

        if (text.IndexOf('-') is var dash and > 0 && TryRead(text[..dash]) is { } first)
        {
            return Range(text, first, text[(dash + 1)..]);
        }

        return EndpointRules.Normalize(text) is { } single
            ? new AddressPattern(text, 1, [single])
            : throw new FormatException($"'{text}' is no host name, no IP address and no range of them.");
    }

    private static AddressPattern Range(string text, IPAddress first, string end)
    {
        // The last number of an IPv4 address alone is enough.
        var last = byte.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && first.AddressFamily == AddressFamily.InterNetwork
            ? new IPAddress([.. first.GetAddressBytes().AsSpan(0, 3), number])
            : TryRead(end);
        if (last is null || last.AddressFamily != first.AddressFamily)
        {
            throw new FormatException($"'{text}' does not end with an address of the same kind.");
        }

        return Value(last) < Value(first)
            ? throw new FormatException($"'{text}' ends before it begins.")
            : Between(text, first.AddressFamily, Value(first), Value(last));
    }

    private static AddressPattern Network(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || TryRead(parts[0]) is not { } address
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > Bits(address.AddressFamily))
        {
            throw new FormatException($"'{text}' is no network such as 10.0.0.0/28.");
        }

        var host = Bits(address.AddressFamily) - prefix;
        var mask = host == 128 ? UInt128.MaxValue : (UInt128.One << host) - 1;
        var (first, last) = (Value(address) & ~mask, Value(address) | mask);
        return host switch
        {
            <= 1 => Between(text, address.AddressFamily, first, last),
            _ when address.AddressFamily == AddressFamily.InterNetwork => Between(text, address.AddressFamily, first + 1, last - 1),
            _ => Between(text, address.AddressFamily, first + 1, last), // the first one means any router (RFC 4291, 2.6.1)
        };
    }

    private static AddressPattern Between(string text, AddressFamily family, UInt128 first, UInt128 last) =>
        new(text, last - first == UInt128.MaxValue ? UInt128.MaxValue : last - first + 1, Each(family, first, last));

    private static IEnumerable<string> Each(AddressFamily family, UInt128 first, UInt128 last)
    {
        for (var value = first; ; value++)
        {
            yield return Format(family, value);
            if (value == last)
            {
                yield break;
            }
        }
    }

    private static AddressPattern Names(string text)
    {
        var match = NumberedName().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"'{text}' is no numbered name such as web-[01-20].");
        }

        var plain = match.Groups["plain"].Captures.Select(capture => capture.Value).ToList();
        var numbers = match.Groups["numbers"].Captures.Select(capture => capture.Value.Split(',').Select(NumberRange.Parse).ToList()).ToList();
        var count = numbers.Aggregate(UInt128.One, (product, ranges) => Multiply(product, ranges.Aggregate(UInt128.Zero, (sum, range) => sum + range.Count)));
        var example = string.Concat(plain.Select((part, i) => part + (i < numbers.Count ? numbers[i][0].FirstText : "")));
        return EndpointRules.Normalize(example) is null
            ? throw new FormatException($"'{text}' gives names such as '{example}', which is no host name.")
            : new AddressPattern(text, count, Fill(plain, numbers, 0, ""));
    }

    private static IEnumerable<string> Fill(List<string> plain, List<List<NumberRange>> numbers, int at, string before) => at == numbers.Count
        ? [(before + plain[at]).ToLowerInvariant()]
        : numbers[at].SelectMany(range => range.Texts).SelectMany(number => Fill(plain, numbers, at + 1, before + plain[at] + number));

    private static UInt128 Multiply(UInt128 one, UInt128 other) => one > UInt128.MaxValue / other ? UInt128.MaxValue : one * other;

    private static IPAddress? TryRead(string text) =>
        EndpointRules.Normalize(text) is { } normal && IPAddress.TryParse(normal, out var address) ? address : null;

    private static int Bits(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    private static UInt128 Value(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static string Format(AddressFamily family, UInt128 value)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new IPAddress(family == AddressFamily.InterNetwork ? bytes[12..] : bytes).ToString();
    }

    [GeneratedRegex(@"\A(?<plain>[^\[\]]*)(\[(?<numbers>[0-9]{1,9}(-[0-9]{1,9})?(,[0-9]{1,9}(-[0-9]{1,9})?)*)\](?<plain>[^\[\]]*))+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberedName();

    /// <summary>Numbers within brackets; leading zeros of the first are kept in all.</summary>
    private sealed record NumberRange(int First, int Last, int Width)
    {
        public UInt128 Count => (UInt128)(Last - First) + 1;

        public string FirstText => Format(First);

        public IEnumerable<string> Texts => Enumerable.Range(First, Last - First + 1).Select(Format);

        public static NumberRange Parse(string text)
        {
            var ends = text.Split('-');
            var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            var last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
            return first <= last
                ? new NumberRange(first, last, ends[0].StartsWith('0') ? ends[0].Length : 1)
                : throw new FormatException($"'[{text}]' ends before it begins.");
        }

        private string Format(int number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(Width, '0');
    }
}
