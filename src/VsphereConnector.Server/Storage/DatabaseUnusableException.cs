namespace VsphereConnector.Server.Storage;

/// <summary>The file of the database cannot be opened, or is damaged.</summary>
internal sealed class DatabaseUnusableException(string path, Exception inner) : Exception(
    $"The database {path} cannot be opened ({inner.Message}). Check that this account may write it and that the disk is not full; " +
    "where the file is damaged, restore it from a backup together with the rest of the data folder.",
    inner);
