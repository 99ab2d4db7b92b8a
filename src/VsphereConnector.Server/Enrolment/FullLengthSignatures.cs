using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Server.Enrolment;

/// <summary>
/// Signs by ECDSA over P-256 so that neither number of a signature begins with zeros. One signature in 128 would, and Wine, which takes
/// the two as long as they are written, refuses such a certificate.
/// </summary>
internal sealed class FullLengthSignatures(ECDsa key) : X509SignatureGenerator
{
    private const int Length = 32;

    private readonly X509SignatureGenerator _generator = CreateForECDsa(key);

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => _generator.GetSignatureAlgorithmIdentifier(hashAlgorithm);

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
    {
        byte[] signature;
        do
        {
            signature = _generator.SignData(data, hashAlgorithm); // another one each time
        }
        while (!IsFull(signature));

        return signature;
    }

    protected override PublicKey BuildPublicKey() => _generator.PublicKey;

    /// <summary>Whether both numbers of a signature (RFC 3279, Ecdsa-Sig-Value) have 32 bytes.</summary>
    private static bool IsFull(byte[] signature)
    {
        var numbers = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        return IsFull(numbers.ReadIntegerBytes().Span) && IsFull(numbers.ReadIntegerBytes().Span);
    }

    private static bool IsFull(ReadOnlySpan<byte> number) => number.TrimStart((byte)0).Length == Length;
}
