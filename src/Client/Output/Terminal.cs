namespace Apex.Output;

/// <summary>What is at the other end of the standard streams.</summary>
internal sealed record Terminal
{
    public bool InputIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public int Width { get; init; } = 120;

    public int Height { get; init; } = 40;

    public static Terminal OfThisProcess()
    {
        var (width, height) = Size();
        return new Terminal
        {
            InputIsTerminal = !Console.IsInputRedirected,
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = width,
            Height = height,
        };
    }

    private static (int Width, int Height) Size()
    {
        if (Console.IsOutputRedirected)
        {
            return (120, 40);
        }

        try
        {
            // A terminal without a size says 0.
            return (Console.WindowWidth is > 0 and var width ? width : 80, Console.WindowHeight is > 0 and var height ? height : 24);
        }
        catch (IOException)
        {
            return (120, 40); // a terminal that does not tell its size
        }
    }
}
