namespace Apex.Output;

/// <summary>Colours text, or leaves it as it is.</summary>
internal sealed class Paint(bool enabled)
{
    public bool Enabled { get; } = enabled;

    public string Green(string text) => Code("32", text);

    public string Red(string text) => Code("31", text);

    public string Yellow(string text) => Code("33", text);

    public string Blue(string text) => Code("34", text);

    public string Dim(string text) => Code("2", text);

    public string Bold(string text) => Code("1", text);

    /// <summary>A verdict's or a state's name in its colour.</summary>
    public string Verdict(Verdict verdict, string text) => verdict switch
    {
        Apex.Verdict.Passed => Green(text),
        Apex.Verdict.Failed or Apex.Verdict.Error or Apex.Verdict.TimedOut => Red(text),
        Apex.Verdict.Cancelled or Apex.Verdict.NoTests => Yellow(text),
        _ => Dim(text),
    };

    /// <summary>SPEC 4: <c>--color</c>, then NO_COLOR, then FORCE_COLOR, then whether a terminal that knows colours is there.</summary>
    public static bool Wanted(ColorChoice choice, bool isTerminal, IReadOnlyDictionary<string, string> environment) => choice switch
    {
        ColorChoice.Always => true,
        ColorChoice.Never => false,
        _ when environment.GetValueOrDefault("NO_COLOR") is { Length: > 0 } => false,
        _ when environment.GetValueOrDefault("FORCE_COLOR") is { Length: > 0 } force => force != "0",
        _ => isTerminal && environment.GetValueOrDefault("TERM") != "dumb",
    };

    private string Code(string code, string text) => Enabled && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
