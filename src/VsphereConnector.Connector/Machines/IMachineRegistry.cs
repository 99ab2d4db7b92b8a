namespace VsphereConnector.Connector.Machines;

/// <summary>The registry of a Windows machine, below HKEY_LOCAL_MACHINE; asked on Windows only.</summary>
internal interface IMachineRegistry
{
    /// <summary>A text, or a number as a text; null where there is neither.</summary>
    string? Read(string key, string name);

    /// <summary>Makes the key where it is missing.</summary>
    void Write(string key, string name, string value);

    /// <summary>The key with all that is below it; no failure where there is none.</summary>
    void Delete(string key);
}
