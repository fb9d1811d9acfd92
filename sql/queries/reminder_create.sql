-- Reminds those who can confirm points ($1 their codes, with commas): how many points were reminded of, how many had been today already,
-- have nobody to remind, or were confirmed meanwhile; how many people got a message. Of what is closed or not in use nobody is asked.
select reminded, already, nobody, confirmed, people
  from people.points_remind(array(select p.code
                                    from point p
                                    join branch b on b.id = p.branch_id
                                   where p.code = any (string_to_array($1, ',')) and p.lifecycle = 'active' and b.active))
