using System.Globalization;
using System.Text.Json;
using Apex.Categories;
using Apex.Persistence;

namespace Apex.Storage;

/// <summary>The table <c>named_locks</c>.</summary>
internal sealed class LockRows(SqliteStore store) : ILockRows
{
    // One statement: all of them or none, and nobody comes in between.
    private const string Take =
        """
        INSERT INTO named_locks (name, attempt, epoch, taken_at)
        SELECT value, @attempt, @epoch, @now FROM json_each(@names)
        WHERE NOT EXISTS (SELECT 1 FROM named_locks WHERE name IN (SELECT value FROM json_each(@names)) AND attempt <> @attempt)
        ON CONFLICT (name) DO UPDATE SET epoch = max(epoch, excluded.epoch)
        RETURNING name
        """;

    private const string Holder = "SELECT attempt FROM named_locks WHERE name IN (SELECT value FROM json_each(@names)) AND attempt <> @attempt ORDER BY name LIMIT 1";

    public async Task<AttemptId?> TryTakeAsync(AttemptId owner, long epoch, IReadOnlyList<string> names, DateTimeOffset now)
    {
        SqlArgument[] arguments =
        [
            new("names", $"[{string.Join(',', names.Select(static name => $"\"{JsonEncodedText.Encode(name)}\""))}]"),
            new("attempt", owner.ToString()),
            new("epoch", epoch),
            new("now", now),
        ];
        while (true)
        {
            if (!(await store.Writer.ExecuteAsync(Take, arguments)).IsEmpty)
            {
                return null;
            }

            if (store.Readers.Execute(Holder, arguments).Rows is [[string holder]])
            {
                return AttemptId.Parse(holder);
            }

            // The holder let go between the two: try again.
        }
    }

    public Task ReleaseAsync(AttemptId owner) =>
        store.Writer.ExecuteAsync("DELETE FROM named_locks WHERE attempt = @attempt", new SqlArgument("attempt", owner.ToString()));

    public Task<IReadOnlyList<LockRow>> ListAsync() => store.Readers.UseAsync<IReadOnlyList<LockRow>>(static session =>
        [.. session.Execute("SELECT name, attempt, epoch, taken_at FROM named_locks ORDER BY name").Rows.Select(static row =>
            new LockRow((string)row[0]!, AttemptId.Parse((string)row[1]!), (long)row[2]!, DateTimeOffset.Parse((string)row[3]!, CultureInfo.InvariantCulture)))]);
}
