-- An incident as JSON ($1 id), and its version.
select incident_shown(i.id), i.version from incident i where i.id = $1::uuid
