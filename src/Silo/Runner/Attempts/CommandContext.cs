namespace Apex.Runner;

/// <summary>Environment, umask and secrets that the commands of one execution share.</summary>
internal sealed class CommandContext
{
    private readonly IReadOnlyDictionary<string, string> _secrets;
    private readonly List<string> _secretValues;
    private readonly SecretPatterns _patterns;

    public CommandContext(IReadOnlyDictionary<string, string> environment, int? umask, IReadOnlyDictionary<string, string> secrets)
    {
        Environment = environment;
        Umask = umask;
        _secrets = secrets;
        _secretValues = [.. secrets.Values, .. environment.Where(pair => SecretPatterns.LooksSecret(pair.Key, pair.Value)).Select(pair => pair.Value)];
        _patterns = SecretPatterns.Of(_secretValues);
    }

    public IReadOnlyDictionary<string, string> Environment { get; }

    public int? Umask { get; }

    public static CommandContext From(ExecutionContextSpec spec, IReadOnlyDictionary<string, string> own) =>
        new(spec.Environment ?? own, spec.Umask, spec.Secrets);

    /// <summary>Value of a category's secret; null if none was put.</summary>
    public string? Secret(string category, string name) => _secrets.GetValueOrDefault($"{category}/{name}");

    /// <summary>Everything that must not reach the log of this attempt.</summary>
    public SecretPatterns PatternsFor(AttemptSpec spec)
    {
        List<string>? more = null;
        foreach (var (name, value) in spec.Environment)
        {
            if (SecretPatterns.LooksSecret(name, value))
            {
                (more ??= []).Add(value);
            }
        }

        return more is null ? _patterns : SecretPatterns.Of([.. _secretValues, .. more]);
    }
}
