using System.Threading.Channels;
using Apex.Signals;

namespace Apex.Client.Tests.Fixtures;

/// <summary>Sends signals and presses keys.</summary>
internal sealed class FakePerson : ISignals, ISignalWatch, IKeyboard
{
    private readonly Channel<SignalKind> _signals = Channel.CreateUnbounded<SignalKind>();
    private readonly Channel<char> _keys = Channel.CreateUnbounded<char>();

    public ChannelReader<SignalKind> Signals => _signals.Reader;

    public void Send(SignalKind kind) => _signals.Writer.TryWrite(kind);

    public void Press(char key) => _keys.Writer.TryWrite(key);

    public ISignalWatch Watch() => this;

    public async Task<char> ReadKeyAsync() => await _keys.Reader.ReadAsync();

    public void Dispose()
    {
    }
}
