using System.Runtime.InteropServices;
using System.Text;

namespace Apex.Runner.Native;

/// <summary>A null-terminated array of C strings (argv, envp) in memory that is used again for the next one.</summary>
internal sealed unsafe class NativeStringTable : IDisposable
{
    private readonly List<int> _offsets = [];
    private byte* _text;
    private int _capacity;
    private int _used;
    private byte** _pointers;
    private int _pointerCapacity;

    public void Clear()
    {
        _offsets.Clear();
        _used = 0;
    }

    public void Add(string text) => Add(text, null);

    /// <summary>Adds <c>name=value</c>, or the name alone.</summary>
    public void Add(string name, string? value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(name.Length + (value?.Length ?? 0)) + 2;
        Reserve(most);
        _offsets.Add(_used);
        _used += Encoding.UTF8.GetBytes(name, new Span<byte>(_text + _used, _capacity - _used));
        if (value is not null)
        {
            _text[_used++] = (byte)'=';
            _used += Encoding.UTF8.GetBytes(value, new Span<byte>(_text + _used, _capacity - _used));
        }

        _text[_used++] = 0;
    }

    /// <summary>The array. Valid until the next change of this table.</summary>
    public byte** Pointers()
    {
        if (_pointerCapacity < _offsets.Count + 1)
        {
            _pointerCapacity = (_offsets.Count + 1) * 2;
            _pointers = (byte**)NativeMemory.Realloc(_pointers, (nuint)(_pointerCapacity * sizeof(byte*)));
        }

        for (var i = 0; i < _offsets.Count; i++)
        {
            _pointers[i] = _text + _offsets[i];
        }

        _pointers[_offsets.Count] = null;
        return _pointers;
    }

    public void Dispose()
    {
        NativeMemory.Free(_text);
        NativeMemory.Free(_pointers);
        _text = null;
        _pointers = null;
        _capacity = _pointerCapacity = 0;
    }

    private void Reserve(int bytes)
    {
        if (_capacity - _used >= bytes)
        {
            return;
        }

        _capacity = Math.Max(_capacity * 2, _used + bytes + 4096);
        _text = (byte*)NativeMemory.Realloc(_text, (nuint)_capacity);
    }
}
