"""The timetable: one leased process that backs up and sweeps. A job may run twice, and every run is written down."""
