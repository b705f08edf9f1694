"""Reference standards (标准器): the authority's weights, measures and lenses, with class, certificate and validity.

Promises: what an identity reads lies in its divisions; a standard's earlier certificates stay in its history, so a
visit is judged by the certificate it cites; whether a standard holds for a test is one pure function with a twin on
the phone. Not here: the instruments under control (registry) and what a visit found (inspections).
"""
