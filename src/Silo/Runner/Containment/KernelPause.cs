namespace Apex.Runner;

/// <summary>Gives the kernel time to finish with a process or thread for whose end there is no event.</summary>
internal static class KernelPause
{
    public static void Wait(int milliseconds)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(milliseconds);
    }
}
