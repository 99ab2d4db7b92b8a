using System.Globalization;

namespace VsphereConnector.Server.Api;

/// <summary>Reads pages of which the caller may not see everything.</summary>
internal static class SeenPages
{
    private const int MostRounds = 10;
    private const int Round = 500;

    /// <summary>
    /// Up to <paramref name="limit"/> of those that the caller may see. Where most are hidden a page may have fewer although there are more:
    /// a request reads only so many rows.
    /// </summary>
    /// <param name="limit">The most on a page.</param>
    /// <param name="sees">Whether the caller may see it; null where that is so for all.</param>
    /// <param name="read">Reads some from a cursor on, in the order of their sequences.</param>
    /// <param name="sequence">The cursor after which the next ones come.</param>
    public static async Task<SeenPage<T>> ReadAsync<T>(int limit, Func<T, bool>? sees, Func<long?, int, Task<IReadOnlyList<T>>> read, Func<T, long> sequence)
    {
        var page = new List<T>(limit);
        var take = sees is null ? limit + 1 : Round;
        long? cursor = null;
        for (var round = 0; round < MostRounds; round++)
        {
            var some = await read(cursor, take);
            foreach (var item in some.Where(sees ?? (_ => true)))
            {
                if (page.Count == limit)
                {
                    return new SeenPage<T>(page, sequence(page[^1]));
                }

                page.Add(item);
            }

            if (some.Count < take)
            {
                return new SeenPage<T>(page, null);
            }

            cursor = sequence(some[^1]);
        }

        return new SeenPage<T>(page, cursor);
    }
}

/// <summary>A page, and after what the next one begins; null at the end.</summary>
internal sealed record SeenPage<T>(IReadOnlyList<T> Items, long? Next)
{
    public Page<TView> Of<TView>(Func<T, TView> view) =>
        new() { Items = [.. Items.Select(view)], Next = Next?.ToString(CultureInfo.InvariantCulture) };
}
