namespace Apex.Output;

/// <summary>What a write to stdout that failed means: the reader left and nothing is to be said, or the result is lost and that is an error.</summary>
internal static class OutputFailure
{
    private const string Code = "output_failed";

    public static Exception Of(IOException failure) => BrokenPipeException.Is(failure)
        ? new BrokenPipeException(failure)
        : new CliException(Code, ExitCode.Error, $"stdout cannot be written: {failure.Message}", failure);

    /// <summary>True if this is a result that is lost.</summary>
    public static bool Is(CliException failure) => failure.Code == Code;
}
