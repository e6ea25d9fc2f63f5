namespace Apex.Output;

/// <summary>Nobody reads stdout any more (<c>apex list | head -1</c>): no reason for a message.</summary>
internal sealed class BrokenPipeException(Exception inner) : Exception("nobody reads stdout any more", inner)
{
    /// <summary>Linux: EPIPE. <see cref="StandardOutput"/> keeps it as the result code of its exception.</summary>
    public const int Linux = 32;

    private const int WindowsBroken = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    /// <summary>True if a write failed because the reader left.</summary>
    public static bool Is(IOException failure) => failure.HResult is Linux or WindowsBroken or WindowsNoData;
}
