-- Removes personal data whose time is over; how many rows.
select people.purge()
