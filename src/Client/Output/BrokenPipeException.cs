namespace Apex.Output;

/// <summary>Nobody reads stdout any more (<c>apex list | head -1</c>): no reason for a message.</summary>
internal sealed class BrokenPipeException(Exception inner) : Exception("nobody reads stdout any more", inner);
