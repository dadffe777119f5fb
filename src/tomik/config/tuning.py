"""Settings of the embedded PostgreSQL, sized by the memory of this machine."""

from __future__ import annotations

import os
from pathlib import Path

MEGABYTE = 1024 * 1024


def memory_bytes() -> int:
    """Return the memory this process may use: the machine's, or less if its control group allows less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdigit() else total


def settings(*, durable: bool) -> dict[str, str]:
    """Return the server's settings. `durable=False` is for databases that may be lost: tests."""
    memory = memory_bytes() // MEGABYTE
    values = {
        "shared_buffers": f"{min(max(memory // 16, 64), 512)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": "32MB" if memory > 3000 else "8MB",
        "maintenance_work_mem": f"{min(max(memory // 16, 64), 256)}MB",
        "max_connections": "100",
        "max_locks_per_transaction": "128",
        # No replicas and no archive: the backup is a dump.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "wal_compression": "on",
        # Compiling a plan costs more than our statements take.
        "jit": "off",
        "random_page_cost": "1.1",
        "default_statistics_target": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_min_duration_statement": "2000",
        "log_lock_waits": "on",
        "idle_in_transaction_session_timeout": "10min",
        "track_io_timing": "on",
    }
    if _small_shared_memory():
        # A container's /dev/shm of 64 MB is too small for parallel queries.
        values["dynamic_shared_memory_type"] = "mmap"
    if not durable:
        values |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_compression": "off",
        }
    return values


def _small_shared_memory() -> bool:
    try:
        found = os.statvfs("/dev/shm")  # noqa: S108 (only its size is read)
    except OSError:
        return True
    return found.f_frsize * found.f_blocks < 256 * MEGABYTE
