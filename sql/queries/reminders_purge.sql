-- Forgets who was reminded a week ago; how many.
select people.reminders_purge()
