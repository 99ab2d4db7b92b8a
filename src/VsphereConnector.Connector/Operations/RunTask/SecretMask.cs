using System.Text;

namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>Takes secrets out of a stream, also where one is spread over several pieces: as much as a secret can be is held back.</summary>
internal sealed class SecretMask(IReadOnlyCollection<string> secrets)
{
    /// <summary>Shorter ones would take out what is no secret.</summary>
    public const int ShortestSecret = 4;

    private static readonly byte[] Mark = "[removed]"u8.ToArray();

    private readonly byte[][] _secrets =
        [.. secrets.Where(secret => secret.Length >= ShortestSecret).Select(Encoding.UTF8.GetBytes).OrderByDescending(secret => secret.Length)];

    private readonly List<byte> _held = [];

    /// <summary>What can be passed on of a piece and what was held back before it.</summary>
    public byte[] Push(ReadOnlySpan<byte> piece)
    {
        if (_secrets.Length == 0)
        {
            return piece.ToArray();
        }

        _held.AddRange(piece);
        return Take(Math.Max(0, _held.Count - _secrets[0].Length + 1));
    }

    /// <summary>What was held back: nothing more comes.</summary>
    public byte[] Flush() => Take(_held.Count);

    /// <summary>Passes on what begins before a position; a secret that begins there is taken out as a whole.</summary>
    private byte[] Take(int before)
    {
        var held = _held.ToArray().AsSpan();
        var passed = new List<byte>(before);
        var at = 0;
        while (at < before)
        {
            if (Find(held[at..]) is { } secret)
            {
                passed.AddRange(Mark);
                at += secret.Length;
            }
            else
            {
                passed.Add(held[at++]);
            }
        }

        _held.RemoveRange(0, at);
        return [.. passed];
    }

    private byte[]? Find(ReadOnlySpan<byte> bytes)
    {
        foreach (var secret in _secrets)
        {
            if (bytes.StartsWith(secret))
            {
                return secret;
            }
        }

        return null;
    }
}
