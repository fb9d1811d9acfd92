-- Reminds those who can confirm points ($1 their codes, with commas): how many points were reminded of, how many had been today already,
-- have nobody to remind, or were confirmed meanwhile; how many people got a message.
select reminded, already, nobody, confirmed, people from people.points_remind(string_to_array($1, ','))
