-- Takes hold of a branch's schedule ($1 branch id) until the transaction's end: its version, its id.
select s.version, s.id from schedule s where s.branch_id = $1::uuid for update
