using System.ComponentModel.DataAnnotations;

namespace Apex.Storage;

/// <summary>Where the embedded database is and how much it may hold at once.</summary>
public sealed class StorageOptions
{
    /// <summary>Folder of the database, on a local disk. Created with access for this user only. No default.</summary>
    [Required(AllowEmptyStrings = false)]
    public string DataFolder { get; set; } = "";

    /// <summary>Seconds to wait for another process that holds the database, 1–60; default 5. After it, the waiting writes fail and their grains read again.</summary>
    [Range(1, 60)]
    public int BusyTimeoutSeconds { get; set; } = 5;

    /// <summary>Writes that may wait for the writer, 16–1 000 000; default 8 192. A caller beyond it waits, without a thread, until there is room.</summary>
    [Range(16, 1_000_000)]
    public int WriteQueue { get; set; } = 8192;

    /// <summary>Writes in one commit, 1–10 000; default 512. More is more throughput and a longer wait for the first of them.</summary>
    [Range(1, 10_000)]
    public int WritesPerCommit { get; set; } = 512;

    /// <summary>Read connections kept open, 1–64; default 4. More readers than that open one each for their own read.</summary>
    [Range(1, 64)]
    public int ReadConnections { get; set; } = 4;

    /// <summary>Plans kept parsed in memory, MiB of their JSON, 1–4 096; default 64. The plan used last stays, whatever its size.</summary>
    [Range(1, 4096)]
    public int PlanCacheMegabytes { get; set; } = 64;

    /// <summary>The database file.</summary>
    public string DatabaseFile => Path.Combine(DataFolder, "apex.db");

    /// <exception cref="ValidationException">A value is missing or out of range.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
