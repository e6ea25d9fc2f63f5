using System.CommandLine;

namespace Apex.Commands;

/// <summary>Arguments that several verbs take.</summary>
internal static class CommonArguments
{
    public static Argument<string> Execution() => new("ID") { Description = "Execution: its id, the beginning of it, or latest." };

    public static Argument<string?> OptionalExecution() =>
        new("ID") { Description = "Execution: its id, the beginning of it, or latest.", Arity = ArgumentArity.ZeroOrOne };
}
