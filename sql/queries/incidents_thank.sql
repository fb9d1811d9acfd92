-- Thanks staff who reported a fault that was fixed; how many messages.
select people.incidents_thank()
