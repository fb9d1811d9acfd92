-- Takes a point's own schedule away ($1 its id).
delete from schedule s where s.id = $1::uuid and s.kind <> 'building'
