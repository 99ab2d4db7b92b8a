using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Tests.Deployment;

public sealed class PlacesTests
{
    private const int Count = 3;

    private enum Move
    {
        Come,
        Return,
        GiveUp,
        Leave,
    }

    [Fact]
    public void HoweverTheyComeAndGo_NeverTooManyAreIn_AndInTheEndAllPlacesAreFree() => Prop.ForAll(
        Gen.Zip(Gen.Elements(Enum.GetValues<Move>()), Gen.Choose(0, 7)).ListOf().ToArbitrary(), HoldsAsync).QuickCheckThrowOnFailure();

    private static async Task<bool> HoldsAsync(IList<(Move Move, int Who)> moves)
    {
        var places = new Places(Count);
        var all = new Dictionary<int, (Task Entered, CancellationTokenSource Patience)>();
        foreach (var (move, who) in moves)
        {
            if (!all.TryGetValue(who, out var known))
            {
                var patience = new CancellationTokenSource();
                all[who] = (places.EnterAsync(move == Move.Return, patience.Token), patience);
            }
            else if (move == Move.GiveUp)
            {
                await known.Patience.CancelAsync();
            }
            else if (move == Move.Leave && known.Entered.IsCompletedSuccessfully)
            {
                all.Remove(who);
                places.Leave();
            }

            if (all.Values.Count(one => one.Entered.IsCompletedSuccessfully) > Count)
            {
                return false;
            }
        }

        foreach (var (entered, patience) in all.Values)
        {
            await patience.CancelAsync();
            await entered.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (entered.IsCompletedSuccessfully)
            {
                places.Leave();
            }
        }

        var free = Enumerable.Range(0, Count).Select(_ => places.EnterAsync(returns: false, CancellationToken.None)).ToList();
        return free.TrueForAll(entered => entered.IsCompletedSuccessfully) && !places.EnterAsync(returns: true, CancellationToken.None).IsCompleted;
    }
}
