using System.Text;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>What a connector says, in the file of a run's folder that it adds to: a message a line.</summary>
internal sealed class MessagesFile(SmbConnection connection, OneTimeRun once)
{
    /// <summary>How many bytes of it were taken.</summary>
    public long Taken { get; private set; }

    /// <summary>What has come since the last time; a last line that may still be written is left for the next.</summary>
    /// <exception cref="SmbException">It could not be read.</exception>
    /// <exception cref="JsonException">A line is no message.</exception>
    public async Task<IReadOnlyList<ChannelMessage>> TakeAsync(CancellationToken cancellationToken)
    {
        await using var news = connection.MakeTemporaryFile();
        await (await connection.ShareAsync(cancellationToken)).ReadAsync(once.PathOf(FolderExchangeFiles.Messages), Taken, news, cancellationToken);
        news.Position = 0;
        using var lines = new StreamReader(news);
        var text = await lines.ReadToEndAsync(cancellationToken);
        var whole = text.LastIndexOf('\n') + 1;
        Taken += Encoding.UTF8.GetByteCount(text.AsSpan(0, whole));
        return [.. text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize(line, ContractsJson.Default.ChannelMessage)!)];
    }
}
