using System.Xml;

namespace VsphereConnector.Simulator.Soap;

/// <summary>Makes any text fit for XML: file names and output of guests may hold what XML cannot.</summary>
internal static class XmlText
{
    private const char Replacement = '\uFFFD';

    public static string Clean(string text)
    {
        var first = FirstUnfit(text);
        return first < 0 ? text : string.Create(text.Length, text, static (clean, original) =>
        {
            original.CopyTo(clean);
            for (var i = 0; i < clean.Length; i++)
            {
                if (IsPair(clean, i))
                    i++;
                else if (!XmlConvert.IsXmlChar(clean[i]))
                    clean[i] = Replacement;
            }
        });
    }

    private static int FirstUnfit(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsPair(text, i))
                i++;
            else if (!XmlConvert.IsXmlChar(text[i]))
                return i;
        }

        return -1;
    }

    private static bool IsPair(ReadOnlySpan<char> text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
}
