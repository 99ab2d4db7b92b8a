namespace VsphereConnector.Server.Channels.Smb.Samba;

/// <summary>
/// The configuration of Samba's client tools. Nothing of the system's own is read, and whatever they keep is kept in the connection's folder,
/// where they run: so it needs no rights to the system's folders.
/// </summary>
internal static class SambaConfiguration
{
    public const string File = "smb.conf";

    public static string Text(SmbOptions options) => $"""
        [global]
          client min protocol = SMB2_02
          client max protocol = SMB3
          client ipc min protocol = SMB2_02
          client ipc max protocol = SMB3
          client signing = required
          client ipc signing = required
          client smb encrypt = {(options.RequireEncryption ? "required" : "desired")}
          client use kerberos = off
          client ntlmv2 auth = yes
          client lanman auth = no
          name resolve order = host
          disable netbios = yes
          log level = 0
          private dir = .
          lock directory = .
          state directory = .
          cache directory = .
          pid directory = .

        """;
}
