"""A wall that is removed lets attacks through: each of them is there for a reason.

Only attacks that do no harm where they succeed are run without their walls.
"""

from collections.abc import Iterator

import pytest

from sandbox_runner.conversation import Conversation
from sandbox_runner.jail import Jail
from sandbox_runner.job import Limits
from sandbox_runner.walls import TIERS, Wall

from .hostile import PRELOAD, Host, armed, attacks, host, verdict
from .test_attacks import HELD_HERE

_HARMLESS = """
    a_process_is_not_forked a_thread_does_not_enter_a_user_namespace
    memory_is_not_mapped_executable a_datagram_pair_is_not_had a_memory_file_is_not_made
    a_pair_receives_no_files a_new_session_is_not_started it_is_not_traced_itself
    sigio_is_not_switched_on memory_is_not_shared personality_is_not_called uname_is_not_called
    passwords_are_not_read the_canary_is_not_read etc_is_not_listed its_status_is_not_read
    processes_are_not_listed nothing_is_listened_on a_netlink_socket_is_not_had
    inotify_init1_is_not_called the_metadata_service_is_not_reached timer_create_is_not_called
    memfd_secret_is_not_called
""".split()


@pytest.fixture
def target() -> Iterator[Host]:
    with host() as target:
        yield target


def through(walls: frozenset[Wall], target: Host) -> set[str]:
    """Which of the harmless attacks get through these walls."""
    jail = Jail(walls, preload=PRELOAD)
    found = set()
    try:
        for attack in attacks():
            if attack.name in _HARMLESS:
                slot = jail.slot()
                outcome = Conversation(slot, Limits(seconds=5), None).hold(armed(attack, target))
                jail.end(slot, wait=True)
                if verdict(attack, outcome) is not None:
                    found.add(attack.name)
    finally:
        jail.close()
    return found


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_without_seccomp_much_gets_through(name: str, target: Host) -> None:
    if name not in HELD_HERE:
        pytest.skip(f"this machine does not give tier {name}")
    walls = TIERS[name].walls
    assert through(walls, target) == set()
    lost = through(walls - {Wall.SECCOMP, Wall.NO_FILES}, target)
    assert {"a_process_is_not_forked", "memory_is_not_mapped_executable"} <= lost
    assert len(lost) >= 12


@pytest.mark.skipif("B" not in HELD_HERE, reason="this machine does not give tier B")
def test_without_landlock_a_contained_job_reads_the_hosts_files(target: Host) -> None:
    lost = through(TIERS["B"].walls - {Wall.LANDLOCK}, target)
    assert {"passwords_are_not_read", "the_canary_is_not_read", "etc_is_not_listed"} <= lost
    assert "a_process_is_not_forked" not in lost


@pytest.mark.skipif("A" not in HELD_HERE, reason="this machine does not give tier A")
def test_namespaces_hold_what_landlock_holds_and_the_other_way_round(target: Host) -> None:
    walls = TIERS["A"].walls
    assert through(walls - {Wall.LANDLOCK}, target) == set()
    assert through(walls - {Wall.NAMESPACES}, target) == set()


@pytest.mark.skipif("A" not in HELD_HERE, reason="this machine does not give tier A")
def test_namespaces_hold_files_and_network_even_without_the_other_two(target: Host) -> None:
    lost = through(frozenset({Wall.NAMESPACES, Wall.LIMITS}), target)
    assert "a_process_is_not_forked" in lost
    assert not lost & {"passwords_are_not_read", "the_canary_is_not_read", "etc_is_not_listed"}
