-- Reminds staff of reports that are about to lapse; how many messages.
select people.lapse_remind()
