-- Makes who says something of a point ($1 id) wait for who does so at the same moment: what the first has said is read then.
select pg_advisory_xact_lock(hashtextextended('point ' || $1, 0))
