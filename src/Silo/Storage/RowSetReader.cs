using System.Collections;
using System.Data.Common;
using System.Globalization;

namespace Apex.Storage;

/// <summary>A <see cref="RowSet"/> as Orleans' providers read it: by column name, one result.</summary>
internal sealed class RowSetReader(RowSet set) : DbDataReader
{
    private int _row = -1;
    private bool _closed;

    public override int FieldCount => set.Columns.Length;

    public override bool HasRows => set.Rows.Count > 0;

    public override bool IsClosed => _closed;

    public override int RecordsAffected => set.Changes;

    public override int Depth => 0;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => ++_row < set.Rows.Count;

    public override Task<bool> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Read());

    public override bool NextResult() => false;

    public override Task<bool> NextResultAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public override void Close() => _closed = true;

    public override string GetName(int ordinal) => set.Columns[ordinal];

    public override int GetOrdinal(string name)
    {
        var ordinal = Array.FindIndex(set.Columns, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));
#pragma warning disable CA2201, MA0012, MA0015 // the contract of GetOrdinal, which Orleans catches
        return ordinal >= 0 ? ordinal : throw new IndexOutOfRangeException(name);
#pragma warning restore CA2201, MA0012, MA0015
    }

    public override object GetValue(int ordinal) => set.Rows[_row][ordinal] ?? DBNull.Value;

    public override bool IsDBNull(int ordinal) => set.Rows[_row][ordinal] is null;

    public override Type GetFieldType(int ordinal) => set.Rows[_row][ordinal]?.GetType() ?? typeof(object);

    public override string GetDataTypeName(int ordinal) => GetFieldType(ordinal).Name;

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    public override bool GetBoolean(int ordinal) => GetInt64(ordinal) != 0;

    public override byte GetByte(int ordinal) => checked((byte)GetInt64(ordinal));

    public override short GetInt16(int ordinal) => checked((short)GetInt64(ordinal));

    public override int GetInt32(int ordinal) => checked((int)GetInt64(ordinal));

    public override long GetInt64(int ordinal) => (long)GetValue(ordinal);

    public override float GetFloat(int ordinal) => (float)GetDouble(ordinal);

    public override double GetDouble(int ordinal) => (double)GetValue(ordinal);

    public override decimal GetDecimal(int ordinal) => Convert.ToDecimal(GetValue(ordinal), CultureInfo.InvariantCulture);

    public override string GetString(int ordinal) => (string)GetValue(ordinal);

    public override char GetChar(int ordinal) => GetString(ordinal)[0];

    public override Guid GetGuid(int ordinal) => Guid.Parse(GetString(ordinal));

    public override DateTime GetDateTime(int ordinal) =>
        DateTime.Parse(GetString(ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        Copy((byte[])GetValue(ordinal), dataOffset, buffer, bufferOffset, length);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        Copy(GetString(ordinal).ToCharArray(), dataOffset, buffer, bufferOffset, length);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    private static long Copy<T>(T[] from, long offset, T[]? to, int toOffset, int length)
    {
        if (to is null)
        {
            return from.Length;
        }

        var count = (int)Math.Max(0, Math.Min(length, from.Length - offset));
        Array.Copy(from, offset, to, toOffset, count);
        return count;
    }
}
