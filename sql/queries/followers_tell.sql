-- Writes to followers what is new; how many messages.
select people.followers_tell()
