namespace Apex.Storage;

/// <summary>The data folder cannot be used as it is; the message says why and what to do.</summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
