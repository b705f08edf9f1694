"""The merge (M1–M7): nothing of either side disappears, own chains never quarrel, groups stand or fall together."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from server.sync.merge import Merged, Server, merge

EXAMPLES = 4000 if os.environ.get("PROOF") == "1" else 300
FIELDS = ("a", "b", "c", "d", "tags")
GROUPS = (frozenset({"a", "b"}),)
SETS = frozenset({"tags"})
NOBODY: set[int] = set()


def run(changes: list[tuple[str, Any, Any]], base: int, state: dict[str, Any], versions: dict[str, int],
        version: int, strangers: set[int]) -> Merged:
    return merge(changes, base, Server(version, state, versions), foreign=strangers.__contains__, groups=GROUPS,
                 sets=SETS)


def test_m1_fields_nobody_else_wrote_are_written() -> None:
    found = run([("c", 1, 2)], 3, {"c": 1, "d": 9}, {"c": 2, "d": 4}, 4, {4})
    assert (found.write, found.contests, found.outcome) == ({"c": 2}, (), "merged")
    assert run([("c", 1, 2)], 4, {"c": 1}, {"c": 2}, 4, NOBODY).outcome == "applied"


def test_m2_an_own_chain_is_no_stranger() -> None:
    """Versions 4 and 5 are this phone's own; the third operation still says base 3."""
    found = run([("c", "first", "second")], 3, {"c": "first"}, {"c": 5}, 5, NOBODY)
    assert (found.write, found.outcome) == ({"c": "second"}, "applied")


def test_m3_the_same_value_agrees() -> None:
    found = run([("c", 1, 2)], 3, {"c": 2}, {"c": 4}, 4, {4})
    assert (found.write, found.contests, found.outcome) == ({}, (), "merged")


def test_m3_true_is_not_one() -> None:
    assert run([("c", 0, True)], 3, {"c": 1}, {"c": 4}, 4, {4}).outcome == "conflict"


def test_m4_a_foreign_write_anywhere_in_a_group_contests_all_of_it() -> None:
    found = run([("a", 1, 2), ("c", 5, 6)], 3, {"a": 1, "b": 7, "c": 5}, {"a": 1, "b": 4, "c": 1}, 4, {4})
    assert found.write == {"c": 6} and found.outcome == "conflict"
    contest, = found.contests
    assert (contest.group, contest.base, contest.theirs, contest.mine) == (("a", "b"), {"a": 1}, {"a": 1, "b": 7},
                                                                          {"a": 2})
    assert contest.theirs_version == 4


def test_m6_sets_keep_what_either_side_added() -> None:
    found = run([("tags", ["x", "y"], ["y", "mine"])], 3, {"tags": ["x", "y", "theirs"]}, {"tags": 4}, 4, {4})
    assert found.write == {"tags": ["y", "theirs", "mine"]} and found.outcome == "merged"


def test_m6_an_own_chain_keeps_what_others_added_before_it() -> None:
    """I6: version 2 is a stranger's, version 3 my own first patch merged with it; both my patches say base 1."""
    state = {"tags": ["theirs", "one"]}
    found = run([("tags", ["one"], ["one", "two"])], 1, state, {"tags": 3}, 3, {2})
    assert found.write == {"tags": ["theirs", "one", "two"]} and found.outcome == "merged"
    removed = run([("tags", ["one"], [])], 1, state, {"tags": 3}, 3, {2})
    assert removed.write == {"tags": ["theirs"]} and removed.contests == ()


def test_m6_alone_an_own_chain_also_decides_the_order() -> None:
    found = run([("tags", ["x", "y"], ["y", "x"])], 1, {"tags": ["x", "y"]}, {"tags": 2}, 2, NOBODY)
    assert (found.write, found.outcome) == ({"tags": ["y", "x"]}, "applied")


def test_m7_a_base_of_another_history_is_contested() -> None:
    """Nobody wrote the field since version 9, says the phone; yet it is not what the phone saw there."""
    found = run([("c", "seen", "mine")], 9, {"c": "other"}, {"c": 3}, 5, NOBODY)
    assert found.outcome == "conflict" and found.contests[0].theirs == {"c": "other"}


values = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.text("xy", max_size=2))
lists = st.lists(st.text("xyz", min_size=1, max_size=1), max_size=3, unique=True)


@st.composite
def situations(draw: st.DrawFn) -> dict[str, Any]:
    """A history of versions by me and by strangers, and a patch of mine made on one of them."""
    version = draw(st.integers(1, 6))
    history: list[dict[str, Any]] = [{name: draw(lists if name == "tags" else values) for name in FIELDS}]
    versions = [dict.fromkeys(FIELDS, 1)]
    strangers = set()
    for number in range(2, version + 1):
        state, fields = dict(history[-1]), dict(versions[-1])
        for name in draw(st.lists(st.sampled_from(FIELDS), max_size=2, unique=True)):
            value = draw(lists if name == "tags" else values)
            if state[name] != value or type(state[name]) is not type(value):
                state[name], fields[name] = value, number
        history.append(state)
        versions.append(fields)
        if draw(st.booleans()):
            strangers.add(number)
    base = draw(st.integers(1, version))
    names = draw(st.lists(st.sampled_from(FIELDS), min_size=1, unique=True))
    changes = [(name, history[base - 1][name], draw(lists if name == "tags" else values)) for name in names]
    return {"changes": changes, "base": base, "state": history[-1], "versions": versions[-1], "version": version,
            "strangers": {number for number in strangers if number > base}}


@settings(max_examples=EXAMPLES, deadline=None)
@given(situations())
def test_nothing_of_a_patch_disappears(case: dict[str, Any]) -> None:
    """Each wanted value is written, was there already, went into a set, or waits in exactly one conflict."""
    found = run(**case)
    waiting = [name for contest in found.contests for name in contest.mine]
    assert len(waiting) == len(set(waiting)) and not set(waiting) & set(found.write)
    for name, before, after in case["changes"]:
        now = found.write.get(name, case["state"][name])
        if name in waiting:
            mine = next(one for one in found.contests if name in one.mine)
            assert mine.mine[name] is after and mine.theirs[name] == case["state"][name]
        elif name == "tags":
            assert set(after) - set(before) <= set(now) and not (set(before) - set(after)) & set(now)
        else:
            assert now == after
    assert set(found.write) <= {name for name, _, _ in case["changes"]}


@settings(max_examples=EXAMPLES, deadline=None)
@given(situations())
def test_what_a_stranger_wrote_is_never_overwritten(case: dict[str, Any]) -> None:
    found = run(**case)
    for name in found.write:
        if case["versions"][name] in case["strangers"]:
            assert name == "tags"
        if name in ("a", "b"):
            assert not {case["versions"]["a"], case["versions"]["b"]} & case["strangers"]


@settings(max_examples=EXAMPLES, deadline=None)
@given(situations())
def test_the_merge_is_deterministic_and_again_changes_nothing(case: dict[str, Any]) -> None:
    first = run(**case)
    assert first == run(**case)
    state = {**case["state"], **first.write}
    versions = {**case["versions"], **dict.fromkeys(first.write, case["version"] + 1)}
    again = merge([one for one in case["changes"] if one[0] in first.write], case["base"],
                  Server(case["version"] + 1, state, versions), groups=GROUPS, sets=SETS,
                  foreign=case["strangers"].__contains__)
    assert not set(again.write) - {"tags"} and not [one for one in again.contests if set(one.mine) - {"tags"}]


@settings(max_examples=EXAMPLES, deadline=None)
@given(situations())
def test_alone_nobody_is_ever_in_conflict(case: dict[str, Any]) -> None:
    """M2: without strangers every patch of a chain applies, whatever base it still names."""
    state, changes = case["state"], case["changes"]
    own = [(name, state[name], after) for name, _, after in changes]
    found = run(own, case["base"], state, case["versions"], case["version"], NOBODY)
    assert found.outcome == "applied" and {**state, **found.write} == {**state, **{n: a for n, _, a in changes}}


own_elements, base_elements = st.sampled_from("ab"), st.sampled_from("mn")
chains = st.lists(st.one_of(
    st.tuples(st.just("theirs"), st.sampled_from("xyz")),
    st.tuples(st.just("mine"), st.lists(st.one_of(own_elements, base_elements), max_size=4, unique=True))),
    min_size=2, max_size=8)


@settings(max_examples=EXAMPLES, deadline=None)
@given(chains)
def test_m6_a_chain_made_offline_loses_no_element_of_either_side(steps: list[tuple[str, Any]]) -> None:
    """M6, I6: what either added stays, what I removed goes, however often this phone writes on its old base."""
    server, version, touched = ["m", "n"], 1, 1
    mine = ["m", "n"]
    theirs: set[str] = set()
    strangers: set[int] = set()
    for who, value in steps:
        if who == "theirs":
            after = [*server, value] if value not in server else server
            theirs.add(value)
        else:
            found = run([("tags", mine, value)], 1, {"tags": server}, {"tags": touched}, version, strangers)
            assert not found.contests
            mine, after = value, found.write.get("tags", server)
        if after != server:
            server, version, touched = after, version + 1, version + 1
            strangers |= {version} if who == "theirs" else set()
    assert theirs <= set(server) and len(server) == len(set(server))
    assert set(server) - theirs == set(mine)
