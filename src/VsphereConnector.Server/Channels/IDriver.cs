using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>A road to endpoints, over which operations are carried out.</summary>
internal interface IDriver
{
    OperationChannel Channel { get; }

    bool Carries(OperationKind kind);

    /// <summary>What the driver has to offer for this endpoint now. Nothing is asked over the network for it.</summary>
    ValueTask<DriverOffer> OfferAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken);

    /// <inheritdoc cref="IOperationRunner.RunAsync"/>
    /// <exception cref="DriverException">The road failed, and not the operation: another one may lead there.</exception>
    Task<OperationEnd> RunAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken);
}

/// <summary>What a driver has to offer for an endpoint.</summary>
internal abstract record DriverOffer
{
    private DriverOffer()
    {
    }

    /// <summary>It does not lead to this endpoint, and why.</summary>
    /// <param name="Why">The reason.</param>
    /// <param name="Foreign">It is for machines of another kind, so that the reason helps nobody where another driver has one.</param>
    public sealed record None(OperationError Why, bool Foreign = false) : DriverOffer;

    /// <summary>It can be tried, unless it is suspended.</summary>
    /// <param name="Setup">With what, as a word that tells nothing. What failed for good with another setup may be tried with this one.</param>
    public sealed record Usable(string? Setup = null) : DriverOffer;

    /// <summary>It leads there at this moment: a suspension does not count.</summary>
    public sealed record Open : DriverOffer;

    /// <summary>The endpoint opens it, and will wake the operation. Until then it is likely to come back soon, and no other is taken.</summary>
    public sealed record Awaited(DateTimeOffset Until, OperationError Why) : DriverOffer;
}
