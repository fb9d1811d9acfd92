-- The nightly work on opening hours: compiles for today what was compiled for another day, 2,000 schedules at most (in a second).
-- Run as branchlight_jobs, each run a transaction of its own so that nobody who edits waits for long; again and
-- again until it says 0. Whoever runs it twice, or on two servers at once, does no harm.
select hours_extend(2000) as extended
