namespace Apex.Runner;

/// <summary>Bounds the files that take what silo and runner print: a process holds each of them open for appending, so they are copied and emptied in place.</summary>
/// <param name="limitBytes">Size above which a file becomes <c>NAME.1</c>.</param>
/// <param name="files">Their paths.</param>
internal sealed class OutputFiles(long limitBytes, params IReadOnlyList<string> files)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    public async Task KeepSmallAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Trim();
            await Task.Delay(LookEvery, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Trim()
    {
        foreach (var file in files.Where(file => new FileInfo(file) is { Exists: true } info && info.Length > limitBytes))
        {
            try
            {
                File.Copy(file, $"{file}.1", overwrite: true);
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                stream.SetLength(0);
            }
            catch (IOException error)
            {
                Console.Error.WriteLine($"{file} could not be emptied: {error.Message}"); // into the file itself; the next look tries again
            }
        }
    }
}
