namespace VsphereConnector.Server.Channels.Clients;

/// <summary>What a program wrote, for a message.</summary>
internal static class OutputText
{
    private const int MaxLength = 400;

    /// <summary>The last line that is not empty, without control codes and not too long.</summary>
    public static string LastLine(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var line])
            {
                return new string([.. line.Where(c => !char.IsControl(c)).Take(MaxLength)]);
            }
        }

        return "it wrote nothing";
    }
}
