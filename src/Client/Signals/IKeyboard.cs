namespace Apex.Signals;

/// <summary>The person at the terminal.</summary>
internal interface IKeyboard
{
    /// <summary>The next key, lower case.</summary>
    Task<char> ReadKeyAsync();
}

/// <summary>The real one. Reading a key cannot be taken back; the process ends past it.</summary>
internal sealed class ConsoleKeyboard : IKeyboard
{
    public Task<char> ReadKeyAsync() => Task.Run(() => char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar));
}
