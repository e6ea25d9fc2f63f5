using Apex.Output;

namespace Apex.Results;

/// <summary>Where a document goes: stdout, or a file that is there whole or not at all.</summary>
internal sealed class ResultFile(string? path, bool replace, IOutput output) : IDisposable
{
    private readonly string? _aside = path is null ? null : $"{path}.{Environment.ProcessId}.new";
    private bool _done;

    /// <exception cref="CliException">The file exists and is not to be replaced, or cannot be written.</exception>
    public Stream Open()
    {
        if (path is null)
        {
            return new ResultStream(output);
        }

        if (!replace && Path.Exists(path))
        {
            throw CliException.Refused("file_exists", $"{path} exists", "name another file, or replace it with --force");
        }

        try
        {
            return new FileStream(_aside!, FileMode.Create, FileAccess.Write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException("file_not_writable", ExitCode.Refused, $"{path} cannot be written: {error.Message}", error);
        }
    }

    /// <summary>The stream is closed and all is in it.</summary>
    public void Complete()
    {
        if (path is not null)
        {
            try
            {
                File.Move(_aside!, path, overwrite: replace);
            }
            catch (IOException error)
            {
                throw new CliException("file_not_writable", ExitCode.Refused, $"{path} cannot be written: {error.Message}", error);
            }

            output.Note($"written to {path}");
        }

        _done = true;
    }

    public void Dispose()
    {
        if (!_done && _aside is not null)
        {
            File.Delete(_aside);
        }
    }

    private sealed class ResultStream(IOutput output) : MemoryStream
    {
        public override void Flush()
        {
            output.Result(GetBuffer().AsSpan(0, (int)Length));
            SetLength(0);
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flush();
            return Task.CompletedTask;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && Length > 0)
            {
                Flush();
            }

            base.Dispose(disposing);
        }
    }
}
