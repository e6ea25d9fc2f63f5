using Apex.Categories;
using Apex.Persistence;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Apex.Storage;

/// <summary>Category states by range of their grain keys, straight from the rows that the grains write.</summary>
internal sealed class CategoryRows(SqliteStore store, IOptions<ClusterOptions> cluster) : ICategoryRows
{
    private const string Select =
        """
        SELECT PayloadBinary
        FROM OrleansStorage
        WHERE ServiceId = @service
          AND GrainTypeString = @type
          AND GrainIdExtensionString > @from
          AND GrainIdExtensionString < @to
          AND PayloadBinary IS NOT NULL
        ORDER BY GrainIdExtensionString
        LIMIT @limit
        """;

    public Task<IReadOnlyList<CategoryState>> ReadAsync(string execution, string? layer, string? after, int limit)
    {
        // Everything that begins with "execution/" or "execution/layer/"; '0' is the character after '/'.
        var prefix = layer is null ? execution : ApexKeys.Layer(execution, layer);
        var from = $"{prefix}/";
        SqlArgument[] arguments =
        [
            new("service", cluster.Value.ServiceId),
            new("type", StateNames.Category),
            new("from", after is not null && string.CompareOrdinal(after, from) > 0 ? after : from),
            new("to", $"{prefix}0"),
            new("limit", limit),
        ];
        return store.Readers.UseAsync<IReadOnlyList<CategoryState>>(session =>
            [.. session.Execute(Select, arguments).Rows.Select(row => ApexJson.Deserialize<CategoryState>((byte[])row[0]!))]);
    }
}
