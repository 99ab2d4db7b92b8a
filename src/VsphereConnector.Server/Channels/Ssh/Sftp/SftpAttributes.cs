namespace VsphereConnector.Server.Channels.Ssh.Sftp;

/// <summary>What an SFTP server says of a file; what it leaves out is null.</summary>
internal sealed record SftpAttributes(long? Size, uint? Owner, uint? Mode)
{
    private const uint HasSize = 0x01, HasOwner = 0x02, HasPermissions = 0x04;
    private const uint TypeMask = 0xF000, RegularFile = 0x8000;
    private const uint OthersMayWrite = (uint)(UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);

    /// <summary>A file of the owner's own that nobody else can have put something into.</summary>
    public bool IsPrivateFileOf(uint owner) => Owner == owner && (Mode & TypeMask) == RegularFile && (Mode & OthersMayWrite) == 0;

    public static SftpAttributes Read(SftpReader reader)
    {
        var flags = reader.Number();
        long? size = (flags & HasSize) != 0 ? (long)reader.Long() : null;
        uint? owner = (flags & HasOwner) != 0 ? reader.Number() : null;
        if (owner is not null)
        {
            reader.Number(); // the group
        }

        return new SftpAttributes(size, owner, (flags & HasPermissions) != 0 ? reader.Number() : null);
    }
}
