using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Chooses how attempts are limited, one capability after the other, by what is writable here.</summary>
internal sealed class LimitFactory
{
    private readonly CageFactory _cages;
    private readonly CgroupMount? _memory;
    private readonly CgroupMount? _cpu;
    private readonly IReadOnlyCollection<string> _controllers = [];

    public LimitFactory(CageFactory cages, ContainmentChoice choice)
    {
        _cages = cages;
        if (cages.Root is { Version: 2 } unified)
        {
            _controllers = CgroupV2Tree.Enable(unified, cages.Folder!);
        }
        else if (choice is ContainmentChoice.Automatic or ContainmentChoice.CgroupV1)
        {
            (_memory, _cpu) = (Writable("memory"), Writable("cpu"));
        }

        Capabilities = new LimitCapabilities
        {
            Kill = cages.Root switch { { Version: 1 } => LimitBackend.CgroupV1, { Version: 2 } => LimitBackend.CgroupV2, _ => LimitBackend.None },
            Memory = Backend(_memory is not null, "memory", LimitBackend.Sampling),
            Cpu = Backend(_cpu is not null, "cpu", LimitBackend.None),
            Processes = Backend(cages.Root is { Version: 1 } && cages.CountsProcesses, "pids", LimitBackend.Sampling),
            Peak = Backend(_memory is not null, "memory", LimitBackend.Sampling),
        };
    }

    public LimitCapabilities Capabilities { get; }

    /// <summary>Limits for a slot with this cage.</summary>
    public ISlotLimits Create(int slot, ISlotCage cage)
    {
        if (cage is CgroupV2Cage unified)
        {
            return new CgroupV2Limits(unified.Folder, _controllers);
        }

        var counting = cage is CgroupV1Cage { Counts: true } old ? old : null;
        if (_memory is null && _cpu is null && counting is null)
        {
            return new NoSlotLimits();
        }

        var memory = _memory is null ? null : new CgroupV1Memory(CageFactory.FreeFolder(_cages.Below(_memory), slot), _memory.Folder);
        var cpu = _cpu is null ? null : new CgroupV1Cpu(CageFactory.FreeFolder(_cages.Below(_cpu), slot), _cpu.Folder);
        return new CgroupV1Limits(memory, cpu, counting);
    }

    // Looks only: a group is made when a limit wants it.
    private static CgroupMount? Writable(string controller)
    {
        const int writable = 2;
        return CgroupMounts.Of(controller) is { } mount && Libc.Access(mount.Folder, writable) == 0 && Libc.Access(Path.Combine(mount.Folder, "tasks"), writable) == 0
            ? mount
            : null;
    }

    private LimitBackend Backend(bool hasOld, string controller, LimitBackend otherwise) => hasOld ? LimitBackend.CgroupV1
        : _controllers.Contains(controller) ? LimitBackend.CgroupV2
        : otherwise;
}
