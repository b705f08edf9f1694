"""Special campaigns and the tasks they hand out (专项行动、检查任务).

Promises: a task follows its inspection, never the other way; whoever is given a task outside the own divisions
receives exactly those premises. Planning frames and random draws are not here.
"""
