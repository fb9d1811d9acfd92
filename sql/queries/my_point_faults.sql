-- How it goes with the faults of a point ($1 point id), those that aren't over first: incident, part, state, expected end, when it last
-- changed, whether who asks reported it, whether they may open its page; and its last updates, a row for each, the newest first: whether the
-- state changed, state after, note, role, when (null: there is none), whether a status report did it.
select f.id, f.part, f.state, extract(epoch from f.expected_end)::bigint, extract(epoch from f.changed_at)::bigint, f.reported, f.reached,
       f.from_state <> f.to_state, f.to_state, f.note, f.source_role, extract(epoch from f.made_at)::bigint, f.by_report
  from people.faults_shown($1::uuid) f
