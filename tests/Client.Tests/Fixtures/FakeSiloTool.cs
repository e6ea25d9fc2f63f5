using Apex.Local;

namespace Apex.Client.Tests.Fixtures;

internal sealed class FakeSiloTool : ISiloTool
{
    public List<string> Asked { get; } = [];

    public SiloAnswer Answer { get; set; } = new(0, "# converted\nlayers: {}\n", "");

    public Task<SiloAnswer> AskAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        Asked.Add(string.Join(' ', arguments));
        return Task.FromResult(Answer);
    }
}
