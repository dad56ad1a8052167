"""A house is entered by its doors: everything else in it is private."""

import grimp

DOORS = {"models", "queries", "services", "states", "events", "roles", "paper"}


def test_a_house_is_entered_by_its_doors():
    graph = grimp.build_graph("xietong", cache_dir=None)
    strays = []
    for module in graph.find_descendants("xietong.domain"):
        for imported in graph.find_modules_directly_imported_by(module):
            here, there = module.split("."), imported.split(".")
            if there[:2] != ["xietong", "domain"] or len(there) < 4 or here[2] == there[2]:
                continue
            if there[3] not in DOORS:
                strays.append(f"{module} -> {imported}")
    assert not strays, "\n".join(sorted(strays))
