using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Apex.Signals;

/// <summary>Signals to this process.</summary>
internal interface ISignals
{
    /// <summary>Takes SIGINT and SIGTERM over until disposed: they no longer end the process.</summary>
    ISignalWatch Watch();
}

/// <summary>Signals as they come.</summary>
internal interface ISignalWatch : IDisposable
{
    ChannelReader<SignalKind> Signals { get; }
}

/// <summary>The real ones.</summary>
internal sealed class PosixSignals : ISignals
{
    public ISignalWatch Watch() => new Registration();

    private sealed class Registration : ISignalWatch
    {
        private readonly Channel<SignalKind> _channel = Channel.CreateUnbounded<SignalKind>();
        private readonly PosixSignalRegistration _interrupt;
        private readonly PosixSignalRegistration _terminate;

        public Registration()
        {
            _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, SignalKind.Interrupt));
            _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, SignalKind.Terminate));
        }

        public ChannelReader<SignalKind> Signals => _channel.Reader;

        public void Dispose()
        {
            _interrupt.Dispose();
            _terminate.Dispose();
            _channel.Writer.TryComplete();
        }

        private void Take(PosixSignalContext context, SignalKind kind)
        {
            context.Cancel = true;
            _channel.Writer.TryWrite(kind);
        }
    }
}
