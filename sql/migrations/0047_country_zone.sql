-- What is of no place (who was here when, the history) is told by the country's clock: its zone is one of those that the server knows.

set local role branchlight_owner;
insert into time_zone (name) values ('Europe/Vilnius') on conflict do nothing;
reset role;
