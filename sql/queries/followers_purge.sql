-- Removes followers who never confirmed, and links at their end; how many rows.
select people.followers_purge()
