"""What the system says of a process: its CPU seconds with those of its children, and its peak memory."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def cpu_seconds(pid: int) -> float:
    """CPU of the process, of its living descendants, and of those that ended and were waited for."""
    return sum(own_cpu(one, ended=True) for one in family(pid))


def own_cpu(pid: int, *, ended: bool = False) -> float:
    fields = stat(pid)
    return sum(int(field) for field in fields[11 : 15 if ended else 13]) / TICK


def family(pid: int) -> list[int]:
    """The process and all its living descendants."""
    parents = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int(stat(int(folder.name))[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the state on; the command's name may hold anything."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def peak_memory(pid: int) -> float:
    """The most that was resident since the start, or since `forget_peak`, in MB."""
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"process {pid} has no memory")


def forget_peak(pid: int) -> None:
    (PROC / str(pid) / "clear_refs").write_text("5")
