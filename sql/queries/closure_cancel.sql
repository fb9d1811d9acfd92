-- Takes a planned closure back ($1 id). Its building's hours are another version then.
with gone as (
  delete from hours_exception where id = $1::uuid returning id, schedule_id
), versioned as (
  update schedule s set version = s.version + 1 from gone g where s.id = g.schedule_id
)
select json_build_object('cancelled', g.id) from gone g
