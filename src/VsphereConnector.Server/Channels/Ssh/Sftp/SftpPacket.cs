using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace VsphereConnector.Server.Channels.Ssh.Sftp;

/// <summary>The packets of version 3 of the SSH file transfer protocol (draft-ietf-secsh-filexfer-02) that an upload needs.</summary>
internal enum SftpType : byte
{
    Init = 1,
    Version = 2,
    Open = 3,
    Close = 4,
    Write = 6,
    LinkStatus = 7,
    Remove = 13,
    Status = 101,
    Handle = 102,
    Attributes = 105,
    Extended = 200,
    ExtendedReply = 201,
}

/// <summary>How the other side's SFTP server ended a request.</summary>
internal enum SftpStatus
{
    Ok = 0,
    EndOfFile = 1,
    NoSuchFile = 2,
    PermissionDenied = 3,
    Failure = 4,
}

/// <summary>The fields of a packet that is to be sent.</summary>
internal sealed class SftpWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public SftpWriter(SftpType type, uint id)
    {
        _bytes.Write([(byte)type]);
        Number(id);
    }

    public SftpWriter Number(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(sizeof(uint)), value);
        _bytes.Advance(sizeof(uint));
        return this;
    }

    public SftpWriter Long(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_bytes.GetSpan(sizeof(ulong)), value);
        _bytes.Advance(sizeof(ulong));
        return this;
    }

    public SftpWriter Data(ReadOnlySpan<byte> value)
    {
        Number((uint)value.Length);
        _bytes.Write(value);
        return this;
    }

    public SftpWriter Text(string value) => Data(Encoding.UTF8.GetBytes(value));

    /// <summary>The packet with its length before it.</summary>
    public byte[] Finish()
    {
        var packet = new byte[sizeof(uint) + _bytes.WrittenCount];
        BinaryPrimitives.WriteInt32BigEndian(packet, _bytes.WrittenCount);
        _bytes.WrittenSpan.CopyTo(packet.AsSpan(sizeof(uint)));
        return packet;
    }
}

/// <summary>A packet that has come. It is read field by field; one that is too short is no SFTP.</summary>
internal sealed class SftpReader(byte[] packet)
{
    private int _position = 1;

    public SftpType Type => (SftpType)packet[0];

    public bool AtEnd => _position >= packet.Length;

    public uint Number() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    public ulong Long() => BinaryPrimitives.ReadUInt64BigEndian(Take(sizeof(ulong)));

    public byte[] Data() => Number() is var length && length <= packet.Length ? Take((int)length).ToArray() : throw new SftpProtocolException();

    public string Text() => Encoding.UTF8.GetString(Data());

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > packet.Length - _position)
        {
            throw new SftpProtocolException();
        }

        _position += count;
        return packet.AsSpan(_position - count, count);
    }
}

/// <summary>What answers is no SFTP server, or one that breaks the protocol: a login script that prints something is the usual reason.</summary>
internal sealed class SftpProtocolException() : Exception("The other side does not speak SFTP.");

/// <summary>A request was refused.</summary>
internal sealed class SftpStatusException(SftpStatus status, string message) : Exception(message)
{
    public SftpStatus Status { get; } = status;
}
